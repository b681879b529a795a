/// The history of an instance: one entry per transition, 16 entries a block.
///
/// The block being filled lives with the instance; a full one becomes a cell of its own. So what shares a cell depends on
/// the state alone, and a short instance writes one cell, not two (`docs/decisions/0002-history-tail.md`).
package struct History: Equatable {
    package static let blockEntries: UInt32 = 16

    /// Entries ever written.
    package var count: UInt32 = 0
    /// The encoded entries of the unfinished block.
    package var tail: [UInt8] = []
    /// Clock and offset of the last entry: the next one is written as the difference.
    package var lastTime: Int64 = 0
    package var lastOffset: Int64 = 0

    package init() {}

    /// Begins anew, in the memory that it had.
    mutating func begin() {
        count = 0
        tail.removeAll(keepingCapacity: true)
        lastTime = 0
        lastOffset = 0
    }

    /// Adds an entry. Returns the finished block's number and bytes when this one filled it.
    package mutating func append(
        _ kind: HistoryKind, step: UInt16?, attempt: UInt16, time: Int64, offset: Int64
    ) -> (number: UInt32, bytes: [UInt8])? {
        if tail.isEmpty {
            // A block starts from absolute values, so that it can be read alone.
            lastTime = 0
            lastOffset = 0
            tail.reserveCapacity(48)
        }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1 + 4 * ByteCursor.longestVarint) { room in
            var cursor = ByteCursor(room)
            cursor.byte(kind.rawValue)
            cursor.varint(step.map { UInt64($0) + 1 } ?? 0)
            cursor.varint(UInt64(attempt))
            cursor.signed(time &- lastTime)
            cursor.signed(offset &- lastOffset)
            tail.append(contentsOf: cursor.bytes)
        }
        lastTime = time
        lastOffset = offset
        count += 1
        guard count % History.blockEntries == 0 else { return nil }
        defer { tail = [] }
        return (count / History.blockEntries - 1, tail)
    }

    /// One decoded entry.
    package struct Entry: Equatable, Sendable {
        package var kind: HistoryKind
        package var step: UInt16?
        package var attempt: UInt16
        /// Milliseconds of the partition's clock.
        package var time: Int64
        package var offset: Int64
    }

    /// Decodes one block.
    package static func entries(of block: UnsafeRawBufferPointer) throws(CodecError) -> [Entry] {
        var reader = ByteReader(block)
        var entries: [Entry] = []
        var time: Int64 = 0
        var offset: Int64 = 0
        while !reader.isAtEnd {
            let raw = try reader.byte()
            guard let kind = HistoryKind(rawValue: raw) else {
                throw reader.fail("unknown kind of history entry \(raw)")
            }
            let step = try reader.number(UInt32.self)
            guard step <= 0x10000 else { throw reader.fail("history names step \(step)") }
            let attempt = try reader.number(UInt16.self)
            time &+= try reader.signed()
            offset &+= try reader.signed()
            entries.append(
                Entry(
                    kind: kind, step: step == 0 ? nil : UInt16(step - 1), attempt: attempt, time: time, offset: offset))
        }
        return entries
    }
}
