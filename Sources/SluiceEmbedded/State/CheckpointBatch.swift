import SluiceEngine
import SluiceKernel

/// A checkpoint as one write batch: cells, indexes, positions, outputs, and the count of commits.
struct CheckpointBatch: ~Copyable {
    private(set) var batch: WriteBatch
    private(set) var cells = 0
    /// What the book says once it is written.
    private(set) var book: StateStore.Book

    init(_ checkpoint: borrowing Checkpoint, book: StateStore.Book, store: StateStore, time: Int64) throws(LogError) {
        self.book = book
        batch = WriteBatch(capacity: checkpoint.byteCount + checkpoint.byteCount / 8 + 65_536)
        self.book.commits += 1
        self.book.time = max(book.time, time)
        for part in checkpoint.partitions {
            add(part.cells, of: part.partition)
            add(part.index, of: part.partition)
            batch.put(StateKey.position(part.partition), part.position.encode())
            self.book.positions[part.partition] = part.position
            self.book.positions[part.partition].exists = true
        }
        try add(checkpoint.outcomes, topic: .outcomes, store: store)
        try add(checkpoint.deadLetters, topic: .deadLetters, store: store)
        var count = ByteWriter()
        count.varint(self.book.commits)
        batch.put(StateKey.commits, count.bytes)
        batch.finish()
    }

    /// Gives the buffer away.
    consuming func takeBuffer() -> RawBuffer { batch.takeBuffer() }

    private mutating func add(_ cells: CellBatch, of partition: Int) {
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

    private mutating func add(_ records: RecordBatch, topic: LogTopic, store: StateStore) throws(LogError) {
        for record in records.records {
            guard let output = store.output(topic, Int(record.partition)) else {
                throw LogError(.mismatch, "\(topic.name) has no partition \(record.partition)")
            }
            let offset = book.ends[output]
            book.ends[output] += 1
            records.withParts(of: record) { key, value, headers in
                batch.put(
                    output: topic, Int(record.partition), offset, time: book.time, key: key, headers: headers,
                    value: value)
            }
        }
    }
}
