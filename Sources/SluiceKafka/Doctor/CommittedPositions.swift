import SluiceEngine
import SluiceKernel

/// Where the committed state of each partition stands, read from the ends of `checkpoints`.
struct CommittedPositions {
    private let settings: KafkaSettings
    private let reader: KafkaReader

    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        self.settings = settings
        reader = try KafkaReader(settings, isCommitted: true, sink: sink)
    }

    /// The next event to fold; nil: the partition was never checkpointed.
    ///
    /// The position record is the last one of each transaction, but for what commits later: it is looked for in ever longer
    /// stretches from the end.
    func position(_ partition: Int) throws(LogError) -> Int64? {
        let topic = settings.checkpoints
        let range = try reader.watermarks(topic, partition)
        var stretch: Int64 = 256
        while !range.isEmpty {
            let start = max(range.lowerBound, range.upperBound - stretch)
            if let found = try lastPosition(topic, partition, from: start) { return found }
            if start == range.lowerBound { return nil }
            stretch *= 16
        }
        return nil
    }

    private func lastPosition(_ topic: String, _ partition: Int, from start: Int64) throws(LogError) -> Int64? {
        try reader.assign(topic, [(partition, start)])
        var found: Int64?
        var isAtEnd = false
        let deadline = Clock.monotonic() + 30_000_000
        while !isAtEnd {
            var batch = RecordBatch()
            try reader.poll(timeout: 200, into: &batch) { _, _ in isAtEnd = true }
            for record in batch.records {
                var failure: CodecError?
                batch.withParts(of: record) { key, value, _ in
                    guard key.elementsEqual(PositionRecord.key), let value else { return }
                    do throws(CodecError) { found = try PositionRecord(value).position.next } catch { failure = error }
                }
                if let failure {
                    throw LogError(.corrupt, "\(topic)/\(partition) at offset \(record.offset): \(failure)")
                }
            }
            guard Clock.monotonic() < deadline else {
                throw LogError(.unavailable, "\(topic)/\(partition) could not be read from \(start) on")
            }
        }
        return found
    }

    /// The group's offsets; nil: none. Those of a transaction that is not decided are left out.
    func offsets(_ partitions: Range<Int>) throws(LogError) -> [Int64?] {
        let topic = settings.name(of: .events)
        do throws(KafkaError) { return try reader.handle.committed(topic, partitions, timeout: 10_000) } catch {
            throw LogError(error, topic, needs: [KafkaRight(.describe, .group(settings.group))])
        }
    }

    func close() { reader.close() }
}
