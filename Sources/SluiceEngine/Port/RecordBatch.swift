/// Records as a lane polls them: end to end in one buffer, found by offset. Reused from poll to poll.
package struct RecordBatch: Sendable {
    package struct Record: Sendable {
        package var partition: Int32
        package var offset: Int64
        /// Append time, milliseconds since 1970. It may fall where a broker's clock did: the fold takes the largest seen.
        package var time: Int64
        package var keyStart: Int
        package var keyCount: Int32
        package var valueStart: Int
        /// -1: a null value.
        package var valueCount: Int32
        /// Headers as `count varint, (name block, value block)…`; no bytes: none.
        package var headersStart: Int
        package var headersCount: Int32

        package init(
            partition: Int32, offset: Int64, time: Int64, keyStart: Int, keyCount: Int32, valueStart: Int,
            valueCount: Int32, headersStart: Int, headersCount: Int32
        ) {
            self.partition = partition
            self.offset = offset
            self.time = time
            self.keyStart = keyStart
            self.keyCount = keyCount
            self.valueStart = valueStart
            self.valueCount = valueCount
            self.headersStart = headersStart
            self.headersCount = headersCount
        }
    }

    package private(set) var storage: [UInt8] = []
    package private(set) var records: [Record] = []

    package init() {}

    package var isEmpty: Bool { records.isEmpty }
    package var byteCount: Int { storage.count }

    /// Makes room for what another batch holds.
    mutating func reserve(like other: RecordBatch) {
        storage.reserveCapacity(other.storage.count)
        records.reserveCapacity(other.records.count)
    }

    /// Keeps the memory, unless that is more than `bytes`.
    mutating func removeAll(keeping bytes: Int) {
        if storage.capacity > bytes { self = RecordBatch() } else { removeAll() }
    }

    package mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
    }

    /// Appends all records of another batch.
    package mutating func append(contentsOf other: RecordBatch) {
        let shift = storage.count
        storage.append(contentsOf: other.storage)
        records.reserveCapacity(records.count + other.records.count)
        for record in other.records {
            var moved = record
            moved.keyStart += shift
            moved.valueStart += shift
            moved.headersStart += shift
            records.append(moved)
        }
    }

    /// Appends records that lie in `bytes` as they are, between others' bytes or not: one copy for all of them.
    ///
    /// - Parameter base: the position that the records' own positions give to the first of `bytes`.
    package mutating func append(_ records: ArraySlice<Record>, in bytes: UnsafeRawBufferPointer, base: Int) {
        let shift = storage.count - base
        storage.append(contentsOf: bytes)
        // In one piece, but growing as `append` would: exactly as much as needed each time would be quadratic.
        let needed = self.records.count + records.count
        if needed > self.records.capacity { self.records.reserveCapacity(max(needed, 2 * self.records.count)) }
        for record in records {
            var moved = record
            moved.keyStart += shift
            moved.valueStart += shift
            moved.headersStart += shift
            self.records.append(moved)
        }
    }

    /// The parts of a record, borrowed. A nil value is a null value.
    package func withParts<Result>(
        of record: Record,
        _ body: (
            _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, _ headers: UnsafeRawBufferPointer
        ) throws -> Result
    ) rethrows -> Result {
        try storage.withUnsafeBytes { bytes in
            let key = UnsafeRawBufferPointer(rebasing: bytes[record.keyStart..<record.keyStart + Int(record.keyCount)])
            let headers = UnsafeRawBufferPointer(
                rebasing: bytes[record.headersStart..<record.headersStart + Int(record.headersCount)])
            guard record.valueCount >= 0 else { return try body(key, nil, headers) }
            let value = UnsafeRawBufferPointer(
                rebasing: bytes[record.valueStart..<record.valueStart + Int(record.valueCount)])
            return try body(key, value, headers)
        }
    }

    package mutating func append(
        partition: Int, offset: Int64, time: Int64, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?,
        headers: UnsafeRawBufferPointer
    ) {
        append(partition: partition, offset: offset, time: time, key: key) { bytes in
            if let value { bytes.append(contentsOf: value) }
        } headers: { bytes in
            bytes.append(contentsOf: headers)
        }
        if value == nil { records[records.count - 1].valueCount = -1 }
    }

    /// Appends a record whose value and headers are written in place.
    @inline(__always)
    package mutating func append(
        partition: Int, offset: Int64, time: Int64, key: UnsafeRawBufferPointer, value: (inout [UInt8]) -> Void,
        headers: (inout [UInt8]) -> Void
    ) {
        let keyStart = storage.count
        storage.append(contentsOf: key)
        let valueStart = storage.count
        value(&storage)
        let headersStart = storage.count
        headers(&storage)
        records.append(
            Record(
                partition: Int32(partition), offset: offset, time: time, keyStart: keyStart, keyCount: Int32(key.count),
                valueStart: valueStart, valueCount: Int32(headersStart - valueStart), headersStart: headersStart,
                headersCount: Int32(storage.count - headersStart)))
    }
}
