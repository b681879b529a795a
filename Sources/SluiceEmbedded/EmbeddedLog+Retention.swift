package import SluiceEngine
import SluiceStore

extension EmbeddedLog {
    /// The first offset that `retention` keeps. Of `events` never above the last checkpoint: what is not folded stays.
    ///
    /// - Parameter now: wall time in milliseconds.
    package func retainBelow(
        _ topic: LogTopic, partition: Int, retention: Retention, now: Int64
    ) throws(LogError) -> Int64 {
        let range = try range(topic, partition: partition)
        guard let (database, records) = core.kept(topic, partition) else { return range.lowerBound }
        var upper = range.upperBound
        if topic == .events { upper = min(upper, core.state.position(partition).next) }
        var below = range.lowerBound
        if let age = retention.age {
            below = try Self.first(in: below..<max(below, upper)) { (offset) throws(LogError) in
                try database.time(records, at: offset) ?? now >= now - age
            }
        }
        if let bytes = retention.bytes {
            below = try Self.first(in: below..<max(below, upper)) { (offset) throws(LogError) in
                try database.size(from: records.key(offset), below: records.key(-1), in: records.family) <= bytes
            }
        }
        return below
    }

    /// Deletes what the options' retention no longer keeps, of all topics but `definitions`.
    ///
    /// - Parameter now: wall time in milliseconds; nil: as the options' clock says.
    /// - Returns: how many records went.
    @discardableResult
    package func retain(now: Int64? = nil) throws(LogError) -> Int64 {
        let now = now ?? core.options.wallClock()
        var deleted: Int64 = 0
        for topic in [LogTopic.events, .announced] + StateStore.outputTopics {
            for partition in 0..<shape.partitions {
                let first = try range(topic, partition: partition).lowerBound
                let below = try retainBelow(topic, partition: partition, retention: core.options.retention, now: now)
                guard below > first else { continue }
                if let output = core.state.output(topic, partition) {
                    try core.state.trim(output: output, below: below)
                } else if let stream = core.events.map.index(topic, partition) {
                    try core.events.trim(stream, below: below)
                }
                deleted += below - first
            }
        }
        return deleted + (try trimBatch())
    }

    package func maintain() throws(LogError) { try retain() }

    /// The first offset that satisfies `keeps`, which holds for all behind one that it holds for; the upper bound if none.
    private static func first(
        in range: Range<Int64>, _ keeps: (Int64) throws(LogError) -> Bool
    ) throws(LogError) -> Int64 {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if try keeps(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
