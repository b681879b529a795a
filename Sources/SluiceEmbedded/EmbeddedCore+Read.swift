import SluiceEngine
import SluiceStore

extension EmbeddedCore {
    /// Where the records of a partition are; nil: they are not kept in this log.
    func kept(_ topic: LogTopic, _ partition: Int) -> (database: Database, records: RecordRange)? {
        if events.map.index(topic, partition) != nil { return (events.database, .events(topic, partition)) }
        if state.output(topic, partition) != nil { return (state.database, .outputs(topic, partition)) }
        return nil
    }

    func range(_ topic: LogTopic, _ partition: Int) throws(LogError) -> Range<Int64> {
        // Starts never pass ends, and neither falls: who reads the start first never sees them crossed.
        if let stream = events.map.index(topic, partition) { return events.start(stream).first..<tail.end(stream) }
        if let output = state.output(topic, partition) { return state.range(output: output) }
        throw notKept(topic, partition)
    }

    /// Adds records from `offset` on, below `end`, up to about `bytes`.
    ///
    /// - Returns: the offset behind the last one added.
    /// - Throws: `outOfRange` when they were deleted, also when that happens meanwhile.
    func read(
        _ topic: LogTopic, _ partition: Int, from offset: Int64, below end: Int64, bytes: Int,
        into batch: inout RecordBatch
    ) throws(LogError) -> Int64 {
        guard let kept = kept(topic, partition) else { throw notKept(topic, partition) }
        try check(offset, topic, partition)
        do throws(LogError) {
            return try kept.database.read(kept.records, from: offset, below: end, bytes: bytes, into: &batch)
        } catch {
            // A record that is missing may have been deleted since its range was looked at.
            events.settle()
            state.settle()
            try check(offset, topic, partition)
            throw error
        }
    }

    private func check(_ offset: Int64, _ topic: LogTopic, _ partition: Int) throws(LogError) {
        let range = try range(topic, partition)
        guard offset >= range.lowerBound && offset <= range.upperBound else {
            throw LogError(
                .outOfRange,
                "\(topic.name)/\(partition): asked for \(offset), there are \(range.lowerBound)..<\(range.upperBound)")
        }
    }

    private func notKept(_ topic: LogTopic, _ partition: Int) -> LogError {
        LogError(.mismatch, "\(topic.name)/\(partition) is not kept in this log")
    }
}
