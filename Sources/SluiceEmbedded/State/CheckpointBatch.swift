import SluiceEngine
import SluiceKernel

/// A checkpoint on its way into one write batch: cells, indexes, positions, outputs, and the count of commits.
struct CheckpointBatch {
    private(set) var cells = 0
    /// What the book says once it is written.
    private(set) var book: StateStore.Book

    /// Fills `batch`.
    init(
        _ checkpoint: borrowing Checkpoint, book: StateStore.Book, store: StateStore, time: Int64,
        into batch: inout StateBatch
    ) throws(LogError) {
        self.book = book
        self.book.commits += 1
        self.book.time = max(book.time, time)
        for part in checkpoint.partitions {
            add(part.cells, of: part.partition, to: &batch)
            add(part.index, of: part.partition, to: &batch)
            batch.put(StateKey.position(part.partition), part.position.encode())
            self.book.positions[part.partition] = part.position
            self.book.positions[part.partition].exists = true
        }
        try add(checkpoint.outcomes, topic: .outcomes, store: store, to: &batch)
        try add(checkpoint.deadLetters, topic: .deadLetters, store: store, to: &batch)
        try add(checkpoint.published, store: store, to: &batch)
        var count = ByteWriter()
        count.varint(self.book.commits)
        batch.put(StateKey.commits, count.bytes)
    }

    private mutating func add(_ cells: CellBatch, of partition: Int, to batch: inout StateBatch) {
        let prefix = UInt16(partition)
        self.cells += cells.cells.count
        cells.storage.withUnsafeBytes { storage in
            for cell in cells.cells {
                let middle = cell.start + Int(cell.keyCount)
                let key = UnsafeRawBufferPointer(rebasing: storage[cell.start..<middle])
                let family = Family.of(cell: key)
                if cell.valueCount < 0 {
                    batch.delete(prefix: prefix, key, in: family)
                } else {
                    let value = UnsafeRawBufferPointer(rebasing: storage[middle..<middle + Int(cell.valueCount)])
                    batch.put(prefix: prefix, key, value, in: family)
                }
            }
        }
    }

    private mutating func add(
        _ records: RecordBatch, topic: LogTopic, store: StateStore, to batch: inout StateBatch
    ) throws(LogError) {
        for record in records.records {
            let offset = try nextOffset(topic, record, store)
            records.withParts(of: record) { key, value, headers in
                batch.put(
                    output: topic, Int(record.partition), offset, time: book.time, key: key, headers: headers,
                    value: value)
            }
        }
    }

    /// Nobody but this log has the topics: it keeps their records, each with the name of its own.
    private mutating func add(
        _ published: PublishedRecords, store: StateStore, to batch: inout StateBatch
    ) throws(LogError) {
        var named: [UInt8] = []
        for (index, record) in published.records.records.enumerated() {
            let offset = try nextOffset(.published, record, store)
            named.removeAll(keepingCapacity: true)
            published.records.withParts(of: record) { key, value, headers in
                do throws(CodecError) {
                    try RecordHeader.encode(topic: published.topic(of: index), before: headers, to: &named)
                } catch {
                    preconditionFailure("the headers that a lane wrote do not decode: \(error)")
                }
                named.withUnsafeBytes {
                    batch.put(
                        output: .published, Int(record.partition), offset, time: book.time, key: key, headers: $0,
                        value: value)
                }
            }
        }
    }

    private mutating func nextOffset(
        _ topic: LogTopic, _ record: RecordBatch.Record, _ store: StateStore
    ) throws(LogError) -> Int64 {
        guard let output = store.output(topic, Int(record.partition)) else {
            throw LogError(.mismatch, "\(topic.name) has no partition \(record.partition)")
        }
        defer { book.ends[output] += 1 }
        return book.ends[output]
    }
}
