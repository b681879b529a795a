import SluiceExpressions
import SluiceKernel

/// How a replay left one life of an instance, as JSON beside the cells of its state: what it ended with, or what it waits for.
///
/// Its key is ``kind``, the id, a zero, and the incarnation, so that rows lie in the order of the ids. The value of one that
/// ended is its outcome; of others it has the same members, and `waits_for`.
package struct EndRow: Equatable, Sendable {
    /// A kind that no cell has, below those of indexes.
    package static let kind: UInt8 = 0x08

    package let id: [UInt8]
    package let incarnation: Int64
    /// JSON.
    package let value: [UInt8]

    /// - Parameter key: of a row.
    init(key: [UInt8], value: [UInt8]) {
        let end = key.count - 9
        id = Array(key[1..<end])
        incarnation = key[(end + 1)...].reduce(0) { $0 << 8 | Int64($1) }
        self.value = value
    }

    static func key(_ id: some Sequence<UInt8>, _ incarnation: Int64) -> [UInt8] {
        var key = [kind]
        key.append(contentsOf: id)
        key.append(0)
        key.appendBigEndian(incarnation)
        return key
    }

    /// Rows of outcomes, in the order of their keys.
    static func rows(_ outcomes: RecordBatch) -> CellBatch {
        var rows: [(key: [UInt8], value: [UInt8])] = []
        for record in outcomes.records {
            outcomes.withParts(of: record) { id, value, headers in
                let eventID = (try? RecordHeader.decode(headers))?.first { $0.name == "ce_id" }?.value ?? []
                let slash = eventID.lastIndex(of: UInt8(ascii: "/")) ?? -1
                let number = String(decoding: eventID[(slash + 1)...], as: UTF8.self)
                rows.append((key(id, Int64(number) ?? -1), value.map { Array($0) } ?? []))
            }
        }
        rows.sort { $0.key.lexicographicallyPrecedes($1.key) }
        var batch = CellBatch()
        for row in rows { batch.put(row.key, row.value) }
        return batch
    }

    /// A member of the value, as JSON; nil: it has none.
    package func member(_ name: String) -> [UInt8]? {
        (try? JSON.member(name, in: value)).map { Array(value[$0]) }
    }

    /// Whether two lives came to the same, whenever that was.
    func isSame(as other: EndRow) -> Bool {
        ["status", "result", "reason", "waits_for"].allSatisfy { member($0) == other.member($0) }
    }
}
