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
        try add(checkpoint.published, store: store, to: &batch)
        var count = ByteWriter()
        count.varint(self.book.commits)
        batch.put(StateKey.commits, count.bytes)
    }

    private mutating func add(
        _ records: RecordBatch, topic: LogTopic, store: StateStore, to batch: inout StateBatch
    ) throws(LogError) {
        var layout = OutputLayout(topic: topic, time: book.time)
        for record in records.records {
            let offset = try nextOffset(topic, record, store)
            records.withParts(of: record) { key, value, headers in
                layout.put(Int(record.partition), offset, key: key, headers: headers, value: value, into: &batch)
            }
        }
    }

    /// Nobody but this log has the topics: it keeps their records, each with the name of its own.
    private mutating func add(
        _ published: PublishedRecords, store: StateStore, to batch: inout StateBatch
    ) throws(LogError) {
        var named: [UInt8] = []
        var layout = OutputLayout(topic: .published, time: book.time)
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
                    layout.put(Int(record.partition), offset, key: key, headers: $0, value: value, into: &batch)
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

/// Lays the records of one topic out, in memory that is used again.
private struct OutputLayout: ~Copyable {
    private let topic: LogTopic
    private let time: Int64
    private var name = RawBuffer(capacity: 64)
    private var bytes = RawBuffer()

    init(topic: LogTopic, time: Int64) {
        self.topic = topic
        self.time = time
    }

    mutating func put(
        _ partition: Int, _ offset: Int64, key: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer,
        value: UnsafeRawBufferPointer?, into batch: inout StateBatch
    ) {
        name.removeAll()
        StateKey.write(output: topic, partition, offset, into: &name)
        bytes.removeAll()
        RecordLayout.write(into: &bytes, time: time, key: key, headers: headers, value: value)
        batch.put(name.bytes, bytes.bytes, in: .outputs)
    }
}
