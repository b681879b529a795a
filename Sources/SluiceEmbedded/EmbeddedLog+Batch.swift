package import SluiceEngine
import Synchronization

extension EmbeddedLog {
    /// There are no topics of others on one machine.
    package func reader(of origin: FeedOrigin, waker: any Waker) -> (any TopicReader)? {
        origin == .batch ? EmbeddedTopicReader(core: core) : nil
    }

    /// Deleted with what retention deletes.
    package func fed(batch partition: Int, below offset: Int64) {
        core.fedBatch.withLock { $0[partition] = max($0[partition], offset) }
    }

    /// Deletes what was fed of `batch`. Returns how many records went.
    func trimBatch() throws(LogError) -> Int64 {
        let fed = core.fedBatch.withLock { $0 }
        var deleted: Int64 = 0
        for (partition, below) in fed.enumerated() {
            let first = try range(.batch, partition: partition).lowerBound
            guard below > first, let stream = core.events.map.index(.batch, partition) else { continue }
            try core.events.trim(stream, below: below)
            deleted += below - first
        }
        return deleted
    }
}
