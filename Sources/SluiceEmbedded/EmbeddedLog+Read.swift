package import SluiceEngine

extension EmbeddedLog {
    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        let range = try range(topic, partition: partition)
        guard offset >= range.lowerBound && offset <= range.upperBound else {
            throw LogError(
                .outOfRange,
                "\(topic.name)/\(partition): asked for \(offset), there are \(range.lowerBound)..<\(range.upperBound)")
        }
        var batch = RecordBatch()
        let (database, records) = kept(topic, partition)
        _ = try database.read(records, from: offset, below: range.upperBound, bytes: bytes, into: &batch)
        return batch
    }

    /// Where the records of a partition are.
    func kept(_ topic: LogTopic, _ partition: Int) -> (Database, RecordRange) {
        core.events.map.index(topic, partition) != nil
            ? (core.events.database, .events(topic, partition)) : (core.state.database, .outputs(topic, partition))
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        if let stream = core.events.map.index(topic, partition) { return core.tail.range(stream) }
        if let output = core.state.output(topic, partition) { return core.state.range(output: output) }
        throw LogError(.mismatch, "\(topic.name)/\(partition) is not kept in this log")
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        guard let stream = core.events.map.index(.events, partition) else {
            throw LogError(.mismatch, "events has no partition \(partition)")
        }
        let allowed = min(offset, core.state.position(partition).next)
        try core.events.trim(stream, below: allowed)
        core.tail.setFirst(stream, core.events.start(stream).first)
    }
}
