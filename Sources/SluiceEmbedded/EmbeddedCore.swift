import SluiceEngine
import SluiceStore
import Synchronization

/// What a log, its threads and its lanes share.
final class EmbeddedCore: Sendable {
    let shape: LogShape
    let options: EmbeddedOptions
    let events: EventStore
    let state: StateStore
    let tail: Tail
    let slots: SlotTable
    let appends: AppendQueue
    let commits: CommitQueue
    let committer: Committer
    let appender: Appender
    let counters = EmbeddedCounters()
    let recovered: (ends: [Int64], time: Int64)
    /// Below which offset each partition of `batch` is fed, by committed checkpoints.
    let fedBatch: Mutex<[Int64]>

    init(folder: String, shape: LogShape, options: EmbeddedOptions) throws(LogError) {
        let databases = try DatabasePair(folder: folder, shape: shape, options: options)
        self.shape = shape
        self.options = options
        fedBatch = Mutex(Array(repeating: 0, count: shape.partitions))
        events = try EventStore(database: databases.events, map: StreamMap(shape: shape))
        state = try StateStore(database: databases.state, shape: shape)
        let (ends, time) = try events.recover()
        recovered = (ends, max(time, state.time))
        try Self.checkPositions(state, ends)
        tail = Tail(ends: ends, bytes: options.tailBytes)
        slots = SlotTable(shape: shape)
        appends = AppendQueue(bytes: options.queueBytes, records: options.queueRecords)
        commits = CommitQueue()
        let space = SpaceGuard(
            databases: [databases.events, databases.state], path: folder, reserve: options.reserveBytes)
        appender = Appender(
            queue: appends, store: events, tail: tail, slots: slots, space: space, options: options, counters: counters)
        committer = Committer(
            queue: commits, store: state, tail: tail, slots: slots, space: space, options: options, counters: counters,
            pulse: try CommitPulse(folder: folder))
    }

    /// State that reflects events which are not there: some were lost, or the databases do not belong together.
    private static func checkPositions(_ state: StateStore, _ ends: [Int64]) throws(LogError) {
        for partition in 0..<state.shape.partitions where state.position(partition).next > ends[partition] {
            throw LogError(
                .corrupt,
                """
                \(state.database.path): partition \(partition) reflects \(state.position(partition).next) events, the log has \
                \(ends[partition]): acknowledged events are gone. Stop, keep a copy of the folder, restore it from a backup
                """)
        }
    }
}
