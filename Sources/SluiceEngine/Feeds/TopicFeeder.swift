import SluiceKernel

/// Feeds the partitions of one topic that belong to a lane: partition `j` goes into partition `j` modulo their number of
/// `events`. An event for another partition's instance is sent on from there, once, as every misrouted one is.
///
/// So each record has one place where it is admitted, whatever it is taken for: it is decided once what it means.
final class TopicFeeder {
    let origin: FeedOrigin
    private let topic: String
    private let mapper: any RecordMapper
    private let reader: any TopicReader
    private let shape: LogShape
    private let targets: Range<Int>
    private var partitions: [PartitionFeeder] = []
    private var known = 0
    /// The one to begin with.
    private var turn = 0

    init(
        _ origin: FeedOrigin, topic: String, mapper: any RecordMapper, reader: any TopicReader, shape: LogShape,
        targets: Range<Int>
    ) {
        self.origin = origin
        self.topic = topic
        self.mapper = mapper
        self.reader = reader
        self.shape = shape
        self.targets = targets
    }

    func close() { reader.close() }

    /// Records that are not fed yet.
    var lag: Int64 { partitions.reduce(0) { $0 + $1.lag(reader) } }

    /// Everything that can be read was fed and folded.
    var isDone: Bool { partitions.allSatisfy { $0.isDone } }

    var wake: Int64 { partitions.reduce(.max) { min($0, $1.wake) } }

    /// Feeds what there is room for: `room` less what was fed and is not folded yet.
    func step(now: Int64, _ lanes: [PartitionLane], _ outbox: Outbox, room: FeedRoom, notices: FeedNotices) {
        look()
        guard !partitions.isEmpty else { return }
        var room = room
        for index in partitions.indices {
            partitions[index].settle(lane(of: partitions[index], lanes).fold.state)
            room.entries -= partitions[index].unfoldedCount
        }
        for step in partitions.indices {
            let index = (turn + step) % partitions.count
            let lane = lane(of: partitions[index], lanes)
            // Until then the state does not know of all that was fed before.
            guard lane.isLive else { continue }
            partitions[index].step(
                now: now, lane.fold.state, reader, mapper, outbox, room: &room, notices: notices)
        }
        turn = (turn + 1) % partitions.count
    }

    private func lane(of feeder: PartitionFeeder, _ lanes: [PartitionLane]) -> PartitionLane {
        lanes[feeder.target - targets.lowerBound]
    }

    /// Partitions that there are now: a topic may get more of them.
    private func look() {
        let count = reader.partitions ?? 0
        guard count > known else { return }
        for partition in known..<count where targets.contains(partition % shape.partitions) {
            partitions.append(
                PartitionFeeder(origin, topic: topic, partition: partition, target: partition % shape.partitions))
        }
        known = count
    }

    /// Of `batch`: below which offset everything was fed, as the state that was just committed says.
    func committed(_ lanes: [PartitionLane], _ tell: (_ partition: Int, _ offset: Int64) -> Void) {
        for feeder in partitions {
            guard let mark = lane(of: feeder, lanes).frozenMark(of: origin, partition: feeder.partition) else {
                continue
            }
            // The last record stays: its hash is compared.
            tell(feeder.partition, FeedPlace(number: mark - 1).offset)
        }
    }
}
