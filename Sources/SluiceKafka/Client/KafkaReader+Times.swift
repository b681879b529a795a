import SluiceEngine

extension KafkaReader {
    /// The record at an offset, or the first behind it; nil: none can be read there.
    func record(_ topic: String, _ partition: Int, at offset: Int64) throws(LogError) -> RecordBatch.Record? {
        try assign(topic, [(partition, offset)])
        var batch = RecordBatch()
        var isAtEnd = false
        let deadline = Clock.monotonic() + 10_000_000
        while batch.isEmpty && !isAtEnd {
            try poll(timeout: 200, into: &batch) { _, _ in isAtEnd = true }
            guard Clock.monotonic() < deadline else {
                throw LogError(.unavailable, "\(topic)/\(partition) could not be read at \(offset)")
            }
        }
        return batch.records.first
    }
}
