import CRdKafka
package import SluiceEngine
import SluiceKernel
import Synchronization

/// The event log on Apache Kafka.
///
/// Events are appended by a gapless producer, outside transactions; a checkpoint is one transaction of its slot's own
/// producer; a slot's committed state is what its partitions of the `checkpoints` topic hold, and the node's store has a copy
/// of it that is brought to their end when the slot is opened.
package final class KafkaLog: EventLog {
    package let settings: KafkaSettings
    let sink: any LogSink
    private let events: RecordProducer
    private let plain: RecordProducer
    /// For topics of others: there is none until something goes out at once.
    private let announcements = Mutex<RecordProducer?>(nil)
    /// For queues of remote workers: none until an attempt goes into one. A topic of others that is away holds none up.
    private let attempts = Mutex<RecordProducer?>(nil)
    private let queues: QueueTopics
    /// Heartbeats wait for nothing else.
    private let members: RecordProducer
    private let definitions: DefinitionsFollower
    private let view: ClusterView
    let node: NodeStore
    private let ranges: Mutex<RangeReader>
    private let receivers = Mutex<[RepliesReceiver]>([])
    private let trimmer: EventTrimmer
    let batchTrimmer: EventTrimmer
    let feeds: FeedClient
    /// For `batch`: there is none until something goes there. Of its own, so that it holds no event up.
    private let batches = Mutex<RecordProducer?>(nil)
    /// Which recorded shape this process goes by.
    let recordedRevision = Mutex<UInt64>(0)

    /// Connects as a holder of slots: makes the topics that are missing, checks how those that are there are cut and set, and
    /// opens the node's store where the settings have a folder for it.
    ///
    /// - Throws: `invalid settings` before anything is asked for, `unavailable` when no broker answers, `denied` when it
    ///   refuses us or a right is missing, `mismatch` with everything about the topics that must be changed or when a newer
    ///   release wrote the store, `in use` when another process has it.
    package static func connect(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws(LogError) -> KafkaLog {
        let settings = try settings.prepared()
        settings.warn(sink)
        let admin = try AdminClient(settings, sink: sink)
        defer { admin.close() }
        try TopicSetup(settings, admin.handle, sink: sink).prepare()
        let log = try KafkaLog(settings, sink: sink)
        do throws(LogError) {
            try log.agreeOnShape()
            if settings.data != nil { _ = try log.node.open() }
            return log
        } catch {
            log.close()
            throw error
        }
    }

    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        self.settings = settings
        self.sink = sink
        trimmer = EventTrimmer(.events, keeping: settings.replayHorizon, settings, sink: sink)
        batchTrimmer = EventTrimmer(.batch, keeping: 0, settings, sink: sink)
        queues = QueueTopics(settings, sink: sink)
        feeds = FeedClient(settings, sink: sink)
        view = try ClusterView(settings, sink: sink)
        node = NodeStore(settings, view: view, sink: sink)
        definitions = try DefinitionsFollower(settings: settings, sink: sink, view: view)
        ranges = Mutex(RangeReader(try KafkaReader(settings, isCommitted: true, sink: sink)))
        do throws(KafkaError) {
            events = try RecordProducer(
                name: "events", settings.gaplessProducer(), topics: [.events: settings.name(of: .events)], sink: sink)
            plain = try RecordProducer(
                name: "plain", settings.plainProducer(),
                topics: [
                    .definitions: settings.name(of: .definitions), .replies: settings.name(of: .replies),
                    .shape: settings.name(of: .shape),
                ], sink: sink)
            members = try RecordProducer(
                name: "members", settings.plainProducer(), topics: [.members: settings.name(of: .members)], sink: sink)
        } catch { throw LogError(error, "a producer") }
    }

    package var shape: LogShape { settings.shape }

    // MARK: appending

    package func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        guard let first = records.first else { return true }
        // One call, one kind of topic: taking half of a call is no choice.
        precondition(
            records.allSatisfy { kind(of: $0.topic) == kind(of: first.topic) },
            "events, heartbeats, and records for topics of others are appended by calls of their own")
        switch kind(of: first.topic) {
        case .events: return events.append(records[...], observer: observer)
        case .announced: return announcer?.append(records[...], observer: observer) ?? false
        case .tasks: return attemptProducer?.append(records[...], observer: observer) ?? false
        case .members: return members.append(records[...], observer: observer)
        case .batch: return batchProducer?.append(records[...], observer: observer) ?? false
        default: return plain.append(records[...], observer: observer)
        }
    }

    /// The topic whose producer takes records of this one.
    private func kind(of topic: LogTopic) -> LogTopic {
        switch topic {
        case .events, .announced, .members, .batch, .tasks: topic
        case .definitions, .replies, .outcomes, .deadLetters, .published, .shape: .replies
        }
    }

    private var announcer: RecordProducer? {
        producer("announcements", announcements) { () throws(KafkaError) in
            try outsideProducer("announcements") { [settings] in settings.problem(withPublishingTo: $0) }
        }
    }

    private var attemptProducer: RecordProducer? {
        producer("tasks", attempts) { () throws(KafkaError) in try outsideProducer("tasks") { _ in nil } }
    }

    /// One that writes to topics which its records name.
    private func outsideProducer(
        _ name: String, refusal: @escaping @Sendable (_ topic: String) -> String?
    ) throws(KafkaError) -> RecordProducer {
        try RecordProducer(name: name, settings.announcingProducer(), topics: [:], outside: refusal, sink: sink)
    }

    private var batchProducer: RecordProducer? {
        producer("batch", batches) { () throws(KafkaError) in
            try RecordProducer(
                name: "batch", settings.gaplessProducer(), topics: [.batch: settings.name(of: .batch)], sink: sink)
        }
    }

    /// One that is made when it is first needed; nil: it cannot be made now, and the reason is logged.
    private func producer(
        _ name: String, _ made: borrowing Mutex<RecordProducer?>, _ make: () throws(KafkaError) -> RecordProducer
    ) -> RecordProducer? {
        made.withLock { producer in
            if let producer { return producer }
            do throws(KafkaError) { producer = try make() } catch {
                sink.log(.error, "no producer", [("client", name), ("error", "\(error)")])
            }
            return producer
        }
    }

    package func problem(withQueue queue: String) -> String? {
        let topic = settings.topic(ofQueue: queue)
        guard topic.utf8.count > DefinitionCheck.longestTopic else { return nil }
        return
            "queue '\(queue)': its topic '\(topic)' has \(topic.utf8.count) bytes, more than \(DefinitionCheck.longestTopic); "
            + "give the queue a shorter name"
    }

    package func topic(ofQueue queue: String) -> String { settings.topic(ofQueue: queue) }

    package func prepare(queues: [String]) -> Bool { self.queues.prepare(queues) }

    package func problem(withPublishingTo topic: String) -> String? { settings.problem(withPublishingTo: topic) }

    package func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 {
        let partition = Int.random(in: 0..<settings.replyPartitions)
        let receiver = RepliesReceiver(settings: settings, partition: partition, logSink: self.sink, sink)
        receivers.withLock { $0.append(receiver) }
        return UInt32(partition)
    }

    // MARK: slots

    package func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog {
        guard slot >= 0 && slot < shape.slots else {
            throw LogError(.mismatch, "slot \(slot): the log has \(shape.slots)")
        }
        return try SlotOpening(slot: slot, node: node, waker: waker).open(trimmer)
    }

    package func follow(slot: Int) -> (any SlotStandby)? {
        precondition(slot >= 0 && slot < shape.slots, "slot \(slot): the log has \(shape.slots)")
        return node.follow(slot)
    }

    /// What restores and standbys of this process did.
    package var restores: RestoreStatistics { node.statistics }

    // MARK: reading

    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        if topic == .definitions { return definitions.read(from: offset, bytes: bytes) }
        try KafkaLog.checkIsOwn(topic)
        let result: Result<RecordBatch, LogError> = ranges.withLock { ranges in
            do throws(LogError) {
                return .success(try ranges.read(settings.name(of: topic), partition, from: offset, bytes: bytes))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        if topic == .definitions { return definitions.range }
        try KafkaLog.checkIsOwn(topic)
        let result: Result<Range<Int64>, LogError> = ranges.withLock { ranges in
            do throws(LogError) {
                return .success(try ranges.range(settings.name(of: topic), partition))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func checkIsOwn(_ topic: LogTopic) throws(LogError) {
        guard topic == .published || topic == .announced || topic == .tasks else { return }
        throw LogError(.mismatch, "on Kafka published records are in the topics that they name: read those")
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        try trimmer.trim(partition, below: offset)
    }

    package func maintain() throws(LogError) {
        try trimmer.trim()
        try batchTrimmer.trim()
    }

    /// Deletes as if it were `now`, milliseconds since 1970.
    func maintain(now: Int64) throws(LogError) { try trimmer.trim(now: now) }

    // MARK: closing

    /// Waits a little for appends under way, and ends standbys and all clients. Lanes are closed by whoever opened them.
    package func close() {
        events.close()
        plain.close()
        announcements.withLock { $0 }?.close()
        attempts.withLock { $0 }?.close()
        queues.close()
        batches.withLock { $0 }?.close()
        feeds.close()
        members.close()
        definitions.close()
        for receiver in receivers.withLock({ $0 }) { receiver.close() }
        node.close()
        view.close()
        ranges.withLock { $0.close() }
    }
}
