import SluiceEngine

/// Reads a topic that is fed from, for one lane of one process.
final class ScriptedTopicReader: TopicReader {
    private let log: ScriptedLog
    private let origin: FeedOrigin
    private let waker: any Waker
    /// Of each partition that is read: the next offset, and where it was sought.
    private var reading: [Int: (next: Int64, sought: Int64)] = [:]
    /// Which making of the topic each partition was last read in.
    private var makings: [Int: Int] = [:]

    init(log: ScriptedLog, origin: FeedOrigin, waker: any Waker) {
        self.log = log
        self.origin = origin
        self.waker = waker
        log.broker.watchFeeds(waker)
    }

    private var broker: ScriptedBroker { log.broker }

    var partitions: Int? {
        switch origin {
        case .batch: broker.shape.partitions
        case .source(let name): broker.sources[name]?.partitions.count
        }
    }

    private func topic() -> (partitions: [ScriptedPartition], making: Int)? {
        switch origin {
        case .batch: ((0..<broker.shape.partitions).map { broker[.batch, $0] }, 0)
        case .source(let name): broker.sources[name].map { ($0.partitions, $0.making) }
        }
    }

    func seek(_ partition: Int, to offset: Int64, goingOn: Bool) {
        reading[partition] = (offset, offset)
        if !goingOn { makings[partition] = nil }
    }

    func poll(_ partition: Int, into batch: inout RecordBatch, bytes: Int) -> TopicNews {
        batch.removeAll()
        if broker.isStalled { return .records(end: nil) }
        guard let place = reading[partition] else { return .interrupted(kept: nil) }
        guard let (partitions, making) = topic(), partitions.indices.contains(partition) else {
            reading[partition] = nil
            return .interrupted(kept: nil)
        }
        let records = partitions[partition]
        let before = makings.updateValue(making, forKey: partition)
        if let before, before != making {
            reading[partition] = nil
            return .madeAgain
        }
        let isGone = place.next > records.end || place.next < records.first
        let endsBefore = place.sought > records.first && place.next == place.sought && records.end <= place.sought
        if isGone || endsBefore {
            reading[partition] = nil
            return .interrupted(kept: records.first..<records.end)
        }
        let end = records.visibleEnd(now: broker.clock.now)
        let next = records.read(from: place.next, to: end, partition: partition, bytes: bytes, into: &batch)
        reading[partition]!.next = next
        return .records(end: next >= end ? next : nil)
    }

    func end(_ partition: Int) -> Int64? {
        guard let partitions = topic()?.partitions, partitions.indices.contains(partition) else { return nil }
        return partitions[partition].end
    }

    func close() { broker.unwatchFeeds(waker) }
}
