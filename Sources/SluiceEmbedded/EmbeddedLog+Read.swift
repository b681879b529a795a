package import SluiceEngine

extension EmbeddedLog {
    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        var batch = RecordBatch()
        let end = try range(topic, partition: partition).upperBound
        _ = try core.read(topic, partition, from: offset, below: end, bytes: bytes, into: &batch)
        return batch
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        try core.range(topic, partition)
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        guard let stream = core.events.map.index(.events, partition) else {
            throw LogError(.mismatch, "events has no partition \(partition)")
        }
        try core.events.trim(stream, below: min(offset, core.state.position(partition).next))
    }
}
