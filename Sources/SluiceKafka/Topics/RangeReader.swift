import CRdKafka
import SluiceEngine

/// Reads ranges of any topic on request; goes on where it left off without asking the broker anew. Behind a lock.
final class RangeReader {
    private let reader: KafkaReader
    /// Where the reader stands.
    private var place: (topic: String, partition: Int, next: Int64)?

    init(_ reader: KafkaReader) { self.reader = reader }

    func range(_ topic: String, _ partition: Int) throws(LogError) -> Range<Int64> {
        try reader.watermarks(topic, partition)
    }

    /// Records from `offset` on, up to about `bytes`; none: nothing is readable behind it.
    func read(_ topic: String, _ partition: Int, from offset: Int64, bytes: Int) throws(LogError) -> RecordBatch {
        try readOn(topic, partition, from: offset, bytes: bytes).batch
    }

    /// The same; `end` is where the reader was told that nothing readable lies behind.
    func readOn(
        _ topic: String, _ partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> (batch: RecordBatch, end: Int64?) {
        if place.map({ $0 != (topic, partition, offset) }) ?? true {
            place = nil
            try reader.assign(topic, [(partition, offset)])
        }
        place = nil
        var batch = RecordBatch()
        var end: Int64?
        let deadline = Clock.monotonic() + 10_000_000
        while batch.byteCount < bytes && end == nil {
            try reader.poll(timeout: 200, into: &batch) { end = $1 }
            guard Clock.monotonic() < deadline || !batch.isEmpty else {
                throw LogError(.unavailable, "\(topic)/\(partition) could not be read from \(offset) on")
            }
        }
        // At the end it would not be told of the end again.
        if end == nil, let last = batch.records.last { place = (topic, partition, last.offset + 1) }
        return (batch, end)
    }

    func close() { reader.close() }
}
