/// The only thing that the engine knows of where events live. Three adapters: Kafka, embedded, simulated.
///
/// Lanes call ``append(_:observer:)``, and ``read(_:partition:from:bytes:)`` and ``range(_:partition:)`` of `definitions`:
/// these do not block. Opening a slot takes half a second and more; reading another topic may take a round trip.
package protocol EventLog: AnyObject, Sendable {
    var shape: LogShape { get }

    /// Hands records over, in order; those of one partition are in the log in the order of the calls. `observer` hears one
    /// outcome for each, in that order for each partition, in any order across partitions. When one fails, those that were
    /// handed over behind it to the same partition fail too, unless by another caller. What its caller hands over before it
    /// has taken the failure in may already be behind it in the log.
    ///
    /// One call holds records of `events`, of `tasks`, or of other topics. Of `announced` and `tasks` a record may be refused, and
    /// then nothing behind it is.
    ///
    /// - Returns: false when the log's queue is full: nothing was taken, try again later.
    func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool

    /// Takes the slot over, fences an older owner, and brings its store to the last committed checkpoint.
    ///
    /// - Parameter waker: woken when records, outcomes or a commit's end are there to be taken.
    func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog

    /// Begins to follow the committed state of a slot that another node holds; the one that follows already if there is one.
    /// Opening the slot on this log ends it and goes on from where it stands; a slot that was open can be followed when it is
    /// closed, in the same store.
    ///
    /// - Returns: nil where the state is with the log, and there is nothing to follow.
    func follow(slot: Int) -> (any SlotStandby)?

    /// Lets `sink` hear the records of the `replies` partition that belongs to this process, on a thread of the log's
    /// choosing. Returns that partition: what askers put into reply addresses.
    func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32

    /// Records of a partition of any topic from `offset` on, up to about `bytes`; for followers, outcomes and replays.
    func read(_ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int) throws(LogError) -> RecordBatch

    /// A reader of one partition for itself: many may read at the same time, each on a thread of its own.
    func reader(of topic: LogTopic, partition: Int) throws(LogError) -> any LogReader

    /// The offset of the first record whose append time is `time` or later, milliseconds since 1970; none: the end.
    func offset(in topic: LogTopic, partition: Int, since time: Int64) throws(LogError) -> Int64

    /// Reads what is committed of a partition, whoever has its slot, and takes nothing from its holder: for audits.
    ///
    /// - Parameter cell: hears of the cells, in any order. One that comes again replaces what came before; a nil value deletes it.
    /// - Returns: the position that the cells reflect.
    /// - Throws: `mismatch` of a log that cannot.
    func readState(
        partition: Int, _ cell: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) -> Position

    /// Offsets that can be read: the first kept, and the one behind the last.
    func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64>

    /// Deletes `events` below `offset`, never above the last checkpoint.
    func trim(partition: Int, below offset: Int64) throws(LogError)

    /// Follows `members`: from ten seconds of append time before its end, or from its first record. Returns once it has read
    /// to the end that it found.
    ///
    /// - Parameter waker: woken when more records are there.
    /// - Throws: `mismatch` of a log that one process has alone.
    func followMembers(waker: any Waker) throws(LogError) -> any MembersFeed

    /// Begins to read a topic that is fed from, for a lane.
    ///
    /// - Parameter waker: woken when records or partitions are there that were not.
    /// - Returns: nil where there is no such topic and never will be.
    func reader(of origin: FeedOrigin, waker: any Waker) -> (any TopicReader)?

    /// Everything of a partition of `batch` below `offset` is fed, by committed checkpoints: it need not be kept.
    func fed(batch partition: Int, below offset: Int64)

    /// How often the shape was recorded: nodes of an older one give way.
    var shapeRevision: UInt64 { get }

    /// What restores and standbys of this process did; nothing, where the state is with the log.
    var restores: RestoreStatistics { get }

    /// Deletes what the log's own retention no longer keeps. Called now and then, on a thread that may wait; a log whose
    /// broker does so by itself leaves it be.
    func maintain() throws(LogError)

    /// Why no record may be published to a topic of this name; nil: it may.
    func problem(withPublishingTo topic: String) -> String?

    /// Why no task may go to a queue of this name; nil: it may.
    func problem(withQueue queue: String) -> String?

    /// The whole name of a queue's topic.
    func topic(ofQueue queue: String) -> String

    /// Makes the topics of queues ready, in the background: a definition that names them is about to take effect. Whoever gets
    /// false asks again. A topic that cannot be made is an alarm and hinders nobody: attempts for it then fail.
    func prepare(queues: [String]) -> Bool
}

extension EventLog {
    package func follow(slot: Int) -> (any SlotStandby)? { nil }

    package func maintain() throws(LogError) {}

    package func reader(of topic: LogTopic, partition: Int) throws(LogError) -> any LogReader {
        SharedReader(self, topic, partition)
    }

    package func readState(
        partition: Int, _ cell: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) -> Position {
        throw LogError(.mismatch, "the committed state of this log cannot be read")
    }

    package func problem(withPublishingTo topic: String) -> String? { nil }

    package func problem(withQueue queue: String) -> String? { nil }

    package func topic(ofQueue queue: String) -> String { "tasks.\(queue)" }

    package func prepare(queues: [String]) -> Bool { true }

    package func followMembers(waker: any Waker) throws(LogError) -> any MembersFeed {
        throw LogError(.mismatch, "this log is of one process: it has no members")
    }

    package func reader(of origin: FeedOrigin, waker: any Waker) -> (any TopicReader)? { nil }

    package func fed(batch partition: Int, below offset: Int64) {}

    package var shapeRevision: UInt64 { 1 }

    package var restores: RestoreStatistics { RestoreStatistics() }
}

/// Wakes whoever waits for a log.
package protocol Waker: AnyObject, Sendable {
    func wake()
}
