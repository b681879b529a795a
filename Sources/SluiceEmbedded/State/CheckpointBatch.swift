import SluiceEngine
import SluiceKernel
import SluiceStore

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
            let place = CellPlace(partition: part.partition)
            batch.add(part.cells, at: place)
            batch.add(part.index, at: place)
            cells += part.cells.cells.count + part.index.cells.count
            batch.put(StateKey.position(part.partition), part.position.encode())
            self.book.positions[part.partition] = part.position
            self.book.positions[part.partition].exists = true
        }
        try add(checkpoint.outcomes, topic: .outcomes, store: store, to: &batch)
        try add(checkpoint.deadLetters, topic: .deadLetters, store: store, to: &batch)
        var count = ByteWriter()
        count.varint(self.book.commits)
        batch.put(StateKey.commits, count.bytes)
    }

    private mutating func add(
        _ records: RecordBatch, topic: LogTopic, store: StateStore, to batch: inout StateBatch
    ) throws(LogError) {
        var key = RawBuffer(capacity: 64)
        var bytes = RawBuffer()
        for record in records.records {
            guard let output = store.output(topic, Int(record.partition)) else {
                throw LogError(.mismatch, "\(topic.name) has no partition \(record.partition)")
            }
            let offset = book.ends[output]
            book.ends[output] += 1
            key.removeAll()
            StateKey.write(output: topic, Int(record.partition), offset, into: &key)
            bytes.removeAll()
            records.withParts(of: record) { instance, value, headers in
                RecordLayout.write(into: &bytes, time: book.time, key: instance, headers: headers, value: value)
            }
            batch.put(key.bytes, bytes.bytes, in: .outputs)
        }
    }
}
