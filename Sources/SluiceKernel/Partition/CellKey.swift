/// Keys of cells within a partition. The first byte tells the kind; values are promised in `docs/formats.md`.
package enum CellKey {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// Clock, marks, definitions: one cell.
        case partition = 0x01
        /// Header of an instance: `kind id`.
        case instance = 0x02
        /// A value too large for its header: `kind id 0x00 slot`.
        case value = 0x03
        /// A full block of history: `kind id 0x00 incarnation block`.
        case history = 0x04
        /// Signals kept for an instance that is not there yet: `kind id`.
        case earlySignals = 0x05
        /// A definition's canonical JSON: `kind sequence`.
        case definition = 0x06
        /// A transition that was set aside because it kills whoever folds it: `kind offset entry`. A replay loads these first.
        case skipped = 0x07
        /// Index of timers, derived: local, not hashed: `kind due id 0x00 timer`.
        case timerIndex = 0x10
        /// Index of pending tasks, derived: `kind task ready id 0x00 step`.
        case taskIndex = 0x11

        /// Whether cells of this kind are part of the state: hashed and checkpointed. Indexes are rebuilt from them.
        package var isState: Bool { rawValue < firstIndexKind }
    }

    /// Kinds from here on are derived indexes.
    package static let firstIndexKind: UInt8 = 0x10

    package static let partition: [UInt8] = [Kind.partition.rawValue]

    package static func instance(_ id: UnsafeRawBufferPointer) -> [UInt8] { plain(.instance, id, extra: 0) }

    package static func append(instance id: UnsafeRawBufferPointer, to key: inout [UInt8]) {
        key.append(Kind.instance.rawValue)
        key.append(contentsOf: id)
    }

    package static func earlySignals(_ id: UnsafeRawBufferPointer) -> [UInt8] { plain(.earlySignals, id, extra: 0) }

    /// Slot 0 is the input, 1 + step a step's value.
    package static func value(_ id: UnsafeRawBufferPointer, slot: UInt16) -> [UInt8] {
        var key = plain(.value, id, extra: 3)
        key.append(0)
        key.appendBigEndian(slot)
        return key
    }

    package static func history(_ id: UnsafeRawBufferPointer, incarnation: Int64, block: UInt32) -> [UInt8] {
        var key = plain(.history, id, extra: 13)
        key.append(0)
        key.appendBigEndian(incarnation)
        key.appendBigEndian(block)
        return key
    }

    package static func definition(_ sequence: Int64) -> [UInt8] {
        var key = [Kind.definition.rawValue]
        key.appendBigEndian(sequence)
        return key
    }

    /// `entry` is the index within the record; -1 - k for the k-th timer that fires before it.
    package static func skipped(offset: Int64, entry: Int) -> [UInt8] {
        var key = [Kind.skipped.rawValue]
        key.appendBigEndian(offset)
        key.appendBigEndian(Int64(entry))
        return key
    }

    /// Reads the key of a transition that was set aside back.
    package static func skipped(from key: UnsafeRawBufferPointer) -> (offset: Int64, entry: Int)? {
        guard key.count == 17, key[0] == Kind.skipped.rawValue else { return nil }
        let entry = Int64(bigEndian: key.loadUnaligned(fromByteOffset: 9, as: Int64.self))
        return (Int64(bigEndian: key.loadUnaligned(fromByteOffset: 1, as: Int64.self)), Int(entry))
    }

    package static func timer(due: Int64, id: UnsafeRawBufferPointer, timer: TimerID) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(id.count + 14)
        append(timer: timer, due: due, id: id, to: &key)
        return key
    }

    package static func append(timer: TimerID, due: Int64, id: UnsafeRawBufferPointer, to key: inout [UInt8]) {
        append(byteCount: id.count + 14, to: &key) { bytes in
            bytes[0] = Kind.timerIndex.rawValue
            bytes.storeBytes(of: due.bigEndian, toByteOffset: 1, as: Int64.self)
            put(id, at: 9, into: bytes)
            bytes.storeBytes(of: timer.rawValue.bigEndian, toByteOffset: id.count + 10, as: UInt32.self)
        }
    }

    /// Appends so many bytes at once, which `write` puts down.
    @inline(__always)
    private static func append(
        byteCount: Int, to key: inout [UInt8], _ write: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { bytes in
            write(bytes)
            key.append(contentsOf: UnsafeRawBufferPointer(bytes))
        }
    }

    /// Puts an id and the zero behind it down.
    @inline(__always)
    private static func put(_ id: UnsafeRawBufferPointer, at start: Int, into bytes: UnsafeMutableRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyMemory(from: id)
        bytes[start + id.count] = 0
    }

    package static func timer(due: Int64, id: [UInt8], timer: TimerID) -> [UInt8] {
        id.withUnsafeBytes { CellKey.timer(due: due, id: $0, timer: timer) }
    }

    /// Reads a timer key back.
    package static func timer(from key: UnsafeRawBufferPointer) -> (
        due: Int64, id: UnsafeRawBufferPointer, timer: TimerID
    )? {
        guard key.count >= 15, key[0] == Kind.timerIndex.rawValue else { return nil }
        let due = Int64(bigEndian: key.loadUnaligned(fromByteOffset: 1, as: Int64.self))
        let raw = UInt32(bigEndian: key.loadUnaligned(fromByteOffset: key.count - 4, as: UInt32.self))
        guard let timer = TimerID(rawValue: raw) else { return nil }
        return (due, UnsafeRawBufferPointer(rebasing: key[9..<key.count - 5]), timer)
    }

    /// `ready` is when the attempt became due to run, microseconds of the partition's clock.
    package static func task(_ task: UInt64, ready: Int64, id: UnsafeRawBufferPointer, step: UInt16) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(id.count + 20)
        append(task: task, ready: ready, id: id, step: step, to: &key)
        return key
    }

    package static func append(
        task: UInt64, ready: Int64, id: UnsafeRawBufferPointer, step: UInt16, to key: inout [UInt8]
    ) {
        append(byteCount: id.count + 20, to: &key) { bytes in
            bytes[0] = Kind.taskIndex.rawValue
            bytes.storeBytes(of: task.bigEndian, toByteOffset: 1, as: UInt64.self)
            bytes.storeBytes(of: ready.bigEndian, toByteOffset: 9, as: Int64.self)
            put(id, at: 17, into: bytes)
            bytes.storeBytes(of: step.bigEndian, toByteOffset: id.count + 18, as: UInt16.self)
        }
    }

    /// Reads a task key back.
    package static func task(
        from key: UnsafeRawBufferPointer
    ) -> (task: UInt64, ready: Int64, id: UnsafeRawBufferPointer, step: UInt16)? {
        guard key.count >= 21, key[0] == Kind.taskIndex.rawValue else { return nil }
        return (
            UInt64(bigEndian: key.loadUnaligned(fromByteOffset: 1, as: UInt64.self)),
            Int64(bigEndian: key.loadUnaligned(fromByteOffset: 9, as: Int64.self)),
            UnsafeRawBufferPointer(rebasing: key[17..<key.count - 3]),
            UInt16(bigEndian: key.loadUnaligned(fromByteOffset: key.count - 2, as: UInt16.self))
        )
    }

    private static func plain(_ kind: Kind, _ id: UnsafeRawBufferPointer, extra: Int) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(id.count + 1 + extra)
        key.append(kind.rawValue)
        key.append(contentsOf: id)
        return key
    }
}
