import SluiceKernel

/// Everything that one lane feeds into its partitions from other topics: sources as they come, `batch` while there is room.
final class FeedDesk {
    private let log: any EventLog
    private let settings: LaneSettings
    private let notices: FeedNotices
    private let sources: [TopicFeeder]
    private let batch: TopicFeeder?

    init(log: any EventLog, partitions: Range<Int>, settings: LaneSettings, failures: FailureLog?, waker: any Waker) {
        self.log = log
        self.settings = settings
        notices = FeedNotices(failures: failures)
        func feeder(_ origin: FeedOrigin, _ mapper: any RecordMapper) -> TopicFeeder? {
            log.reader(of: origin, waker: waker).map {
                TopicFeeder(
                    origin, topic: origin.name, mapper: mapper, reader: $0, shape: log.shape, targets: partitions)
            }
        }
        sources = settings.sources.compactMap { feeder(.source($0.topic), $0.mapper) }
        batch = feeder(.batch, BatchMapper())
    }

    func close() {
        for feeder in sources { feeder.close() }
        batch?.close()
    }

    /// - Parameters:
    ///   - now: wall time in milliseconds.
    ///   - batchEvents: what may be under way of `batch`; 0: other work goes first.
    func step(now: Int64, _ lanes: [PartitionLane], _ outbox: Outbox, batchEvents: Int) {
        let bytes = settings.dirtyBytes / 4 - outbox.byteCount
        for feeder in sources {
            let room = FeedRoom(entries: settings.sourceEvents, bytes: bytes)
            feeder.step(now: now, lanes, outbox, room: room, notices: notices)
        }
        batch?.step(
            now: now, lanes, outbox, room: FeedRoom(entries: batchEvents, bytes: bytes),
            notices: notices)
    }

    /// A checkpoint is committed: what it covers of `batch` need not be kept.
    func committed(_ lanes: [PartitionLane]) {
        batch?.committed(lanes) { [log] in log.fed(batch: $0, below: $1) }
    }

    var isDone: Bool { sources.allSatisfy { $0.isDone } && batch?.isDone ?? true }

    /// When it wants to be stepped again by itself, wall time in milliseconds.
    var wake: Int64 { sources.reduce(batch?.wake ?? .max) { min($0, $1.wake) } }

    var batchLag: Int64 { batch?.lag ?? 0 }
    var sourceLag: Int64 { sources.reduce(0) { $0 + $1.lag } }
}
