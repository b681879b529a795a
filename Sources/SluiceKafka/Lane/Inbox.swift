import SluiceEngine

/// Records of a slot's partitions on their way from the reader to the lane, and how far each partition was read.
struct Inbox {
    private struct Reading {
        /// Behind the last record that was put in.
        var next: Int64
        /// Behind the last record that was taken out.
        var taken: Int64
        /// The end as it was last seen.
        var end: Int64
        /// Nothing readable lies between `next` and the end that the last fetch saw.
        var isAtEnd = false
        /// Where the reader was told that nothing readable lies behind; nil: it has read on since.
        var stop: Int64?
    }

    private let partitions: Range<Int>
    private var reading: [Reading]
    private var chunks: [RecordBatch] = []
    /// Records of the first chunk that were taken out.
    private var cursor = 0
    /// Bytes that wait.
    private(set) var bytes = 0
    /// Raised by each seek: what was read for an earlier one is void.
    private(set) var epoch: UInt64 = 0

    /// - Parameters:
    ///   - offsets: where to read on, by partition.
    ///   - ends: of the partitions, as they were found.
    init(_ partitions: Range<Int>, offsets: [Int64], ends: [Int64]) {
        self.partitions = partitions
        reading = zip(offsets, ends).map { Reading(next: $0, taken: $0, end: $1) }
    }

    /// Where the reader has to read on.
    var offsets: [(partition: Int, offset: Int64)] { partitions.map { ($0, reading[$0 - partitions.lowerBound].next) } }

    // MARK: the reader's side

    /// Takes over what was read: records in their order, then ends of partitions. What an earlier assignment left is dropped.
    mutating func put(
        _ chunk: inout RecordBatch, _ ends: [(partition: Int, offset: Int64)], fetchedEnd: (Int) -> Int64?
    ) {
        var nexts = reading.map { $0.next }
        var isWhole = true
        for record in chunk.records {
            let index = Int(record.partition) - partitions.lowerBound
            if reading.indices.contains(index), record.offset >= nexts[index] {
                nexts[index] = record.offset + 1
                reading[index].isAtEnd = false
                reading[index].stop = nil
            } else {
                isWhole = false
            }
        }
        if !isWhole { chunk = fresh(chunk) }
        for index in reading.indices { reading[index].next = nexts[index] }
        for (partition, offset) in ends where partitions.contains(partition) {
            let index = partition - partitions.lowerBound
            if offset >= reading[index].next { reading[index].isAtEnd = true }
            reading[index].stop = offset
        }
        for partition in partitions {
            if let end = fetchedEnd(partition) { reading[partition - partitions.lowerBound].end = end }
        }
        guard !chunk.isEmpty else { return }
        bytes += chunk.byteCount
        var taken = RecordBatch()
        swap(&taken, &chunk)
        chunks.append(taken)
    }

    /// The records of `chunk` that are not behind what was put in before.
    private func fresh(_ chunk: RecordBatch) -> RecordBatch {
        var kept = RecordBatch()
        var nexts = reading.map { $0.next }
        for record in chunk.records {
            let index = Int(record.partition) - partitions.lowerBound
            guard reading.indices.contains(index), record.offset >= nexts[index] else { continue }
            nexts[index] = record.offset + 1
            chunk.withParts(of: record) { key, value, headers in
                kept.append(
                    partition: Int(record.partition), offset: record.offset, time: record.time, key: key, value: value,
                    headers: headers)
            }
        }
        return kept
    }

    /// Where partitions were read to an end that is not the last one that a fetch saw.
    func stops(fetchedEnd: (Int) -> Int64?) -> [(partition: Int, offset: Int64)] {
        partitions.compactMap { partition in
            guard let stop = reading[partition - partitions.lowerBound].stop, let end = fetchedEnd(partition),
                end > stop
            else { return nil }
            return (partition, stop)
        }
    }

    // MARK: the lane's side

    /// Behind the last record known to be readable.
    func end(_ partition: Int) -> Int64 {
        let reading = reading[partition - partitions.lowerBound]
        return reading.isAtEnd ? reading.next : max(reading.next, reading.end)
    }

    /// Reads a partition from another offset on; the others from where the lane stands.
    ///
    /// - Returns: whether anything has to be read anew.
    mutating func seek(_ partition: Int, to offset: Int64) -> Bool {
        guard reading[partition - partitions.lowerBound].taken != offset else { return false }
        reading[partition - partitions.lowerBound].taken = offset
        for index in reading.indices {
            reading[index].next = reading[index].taken
            reading[index].isAtEnd = false
            reading[index].stop = nil
        }
        chunks = []
        cursor = 0
        bytes = 0
        epoch += 1
        return true
    }

    /// Fills `batch` with the next records, about `limit` bytes of them.
    mutating func poll(into batch: inout RecordBatch, bytes limit: Int) {
        batch.removeAll()
        while let chunk = chunks.first, batch.byteCount < limit {
            if batch.isEmpty && cursor == 0 && chunk.byteCount <= limit {
                // The whole of it, as it lies.
                swap(&batch, &chunks[0])
                note(batch.records[...])
                bytes -= batch.byteCount
                chunks.removeFirst()
                continue
            }
            let first = chunk.records[cursor].keyStart
            var upTo = cursor + 1
            while upTo < chunk.records.count, chunk.records[upTo].keyStart - first < limit - batch.byteCount {
                upTo += 1
            }
            let behind = upTo < chunk.records.count ? chunk.records[upTo].keyStart : chunk.byteCount
            let records = chunk.records[cursor..<upTo]
            chunk.storage.withUnsafeBytes {
                batch.append(records, in: UnsafeRawBufferPointer(rebasing: $0[first..<behind]), base: first)
            }
            note(records)
            bytes -= behind - first
            cursor = upTo
            if cursor == chunk.records.count {
                chunks.removeFirst()
                cursor = 0
            }
        }
    }

    private mutating func note(_ records: ArraySlice<RecordBatch.Record>) {
        for record in records { reading[Int(record.partition) - partitions.lowerBound].taken = record.offset + 1 }
    }
}
