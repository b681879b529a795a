import CRdKafka
import SluiceEngine
import SluiceKernel
import Synchronization

/// A slot's member of the group: a static one that reads exactly the slot's partitions, whatever Kafka names.
///
/// One thread serves the group and reads ahead, so that a lane that restores or folds keeps no other member waiting, and no
/// record is taken by one thread while another changes the assignment. While the member id stays the same nobody else has
/// held the slot: another holder joins with the same instance id, and this member is fenced. So a rebalance in which it
/// stays a member changes nothing but the generation.
final class SlotMember: Sendable {
    private struct State {
        var memberID: String?
        /// What commits carry; nil: between two assignments.
        var group: GroupMetadata?
        /// Why membership is over.
        var lost: KafkaError?
        var isClosing = false
        /// Waits for the commit under way: a transaction does not straddle a rebalance.
        var onRevocation: (@Sendable () -> Void)?
        var inbox: Inbox?
        /// The inbox wants to be read from other offsets.
        var needsAssignment = false
        var watch = StandingWatch()
    }

    private final class Relay: Sendable {
        nonisolated(unsafe) weak var member: SlotMember?
    }

    /// Bytes read ahead of the lane. (librdkafka's own queue is behind it: a small one pauses fetching for a second.)
    private static let aheadBytes = 16 << 20

    private let handle: KafkaHandle
    private let topic: String
    private let sink: any LogSink
    private let waker: any Waker
    private let state = Mutex(State())
    /// Wakes the opener, and a reader that waits for room.
    private let changed = Latch()
    private let room = Latch()
    private let thread = Mutex<OSThread?>(nil)

    /// Starts to join. `waker` is woken when records or news of the group are there.
    init(slot: Int, settings: KafkaSettings, sink: any LogSink, waker: any Waker) throws(KafkaError) {
        let context = ClientContext(name: "\(settings.identity(of: slot)) member", sink: sink)
        // Filled in once `self` is whole.
        let relay = Relay()
        context.onRebalance = { relay.member?.rebalance($0) }
        handle = try KafkaHandle(RD_KAFKA_CONSUMER, settings.slotConsumer(slot: slot), context)
        topic = settings.name(of: .events)
        self.sink = sink
        self.waker = waker
        relay.member = self
        rd_kafka_poll_set_consumer(handle.pointer)
        let topics = PartitionList([(topic, -1, 0)])
        let code = rd_kafka_subscribe(handle.pointer, topics.pointer)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, "subscribing to \(topic)") }
        thread.withLock { $0 = OSThread.start("kafka-slot-\(slot)") { [self] in run() } }
    }

    // MARK: the member's thread

    private func run() {
        let queue = rd_kafka_queue_get_consumer(handle.pointer)!
        defer { rd_kafka_queue_destroy(queue) }
        var batch = KafkaBatch(capacity: 1_000)
        var scratch = ByteWriter()
        var chunk = RecordBatch()
        while true {
            let (isClosing, bytes) = state.withLock { ($0.isClosing, $0.inbox?.bytes ?? 0) }
            if isClosing { return }
            assignIfNeeded()
            if bytes > SlotMember.aheadBytes {
                room.wait(microseconds: 100_000)
                continue
            }
            let epoch = state.withLock { $0.inbox?.epoch }
            var ends: [(partition: Int, offset: Int64)] = []
            var isAppendTime = true
            let count = batch.consume(queue, timeout: 100) { message in
                switch message.code {
                case RD_KAFKA_RESP_ERR_NO_ERROR:
                    isAppendTime = isAppendTime && message.time.isAppendTime
                    message.append(to: &chunk, scratch: &scratch)
                case RD_KAFKA_RESP_ERR__PARTITION_EOF: ends.append((message.partition, message.offset))
                default: heard(message)
                }
            }
            if !isAppendTime {
                let words = "\(topic) has its producers' times; set message.timestamp.type=LogAppendTime"
                lose(KafkaError(RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, words))
            }
            if !chunk.isEmpty || !ends.isEmpty {
                take(&chunk, ends, epoch)
                waker.wake()
            }
            // What a partition has may be behind that of others.
            if count < batch.capacity { watchStops() }
        }
    }

    private func take(_ chunk: inout RecordBatch, _ ends: [(partition: Int, offset: Int64)], _ epoch: UInt64?) {
        state.withLock { state in
            if state.inbox?.epoch == epoch { state.inbox?.put(&chunk, ends) { handle.fetchedEnd(topic, $0) } }
        }
        chunk.removeAll()
    }

    /// Tells of partitions in which readers of committed records stand still, and when they go on.
    private func watchStops() {
        let changes = state.withLock { state in
            let stops = state.inbox?.stops { handle.fetchedEnd(topic, $0) } ?? []
            return state.watch.look(at: stops, now: Clock.monotonic())
        }
        for (partition, offset) in changes.began {
            sink.log(
                .warning, "events cannot be read behind an offset: a transaction of somebody is open there",
                [
                    ("partition", "\(partition)"), ("topic", topic), ("offset", "\(offset)"),
                    ("fix", "see which with 'sluice doctor'; producers of events must not use transactions"),
                ])
        }
        for partition in changes.ended {
            sink.log(.info, "events can be read again", [("partition", "\(partition)"), ("topic", topic)])
        }
    }

    private func rebalance(_ isAssignment: Bool) {
        if isAssignment {
            let id = rd_kafka_memberid(handle.pointer)
            defer { if let id { rd_kafka_mem_free(handle.pointer, id) } }
            let name = id.map { String(cString: $0) } ?? ""
            // The share follows, once it is known from where.
            let nothing = PartitionList()
            rd_kafka_assign(handle.pointer, nothing.pointer)
            let group = GroupMetadata(of: handle)
            let isContinuous = state.withLock { state in
                guard !name.isEmpty, state.memberID == nil || state.memberID == name else { return false }
                state.memberID = name
                state.group = group
                state.needsAssignment = true
                return true
            }
            if !isContinuous { lose("the member was dropped and joined again: another holder may have come between") }
        } else {
            if rd_kafka_assignment_lost(handle.pointer) != 0 { lose("the group dropped the member") }
            let wait = state.withLock { state in
                state.group = nil
                return state.onRevocation
            }
            wait?()
            rd_kafka_assign(handle.pointer, nil)
        }
        changed.wake()
        waker.wake()
    }

    /// Assigns the share, if that is due and the group allows.
    private func assignIfNeeded() {
        let offsets = state.withLock { state -> [(partition: Int, offset: Int64)]? in
            guard state.needsAssignment, state.group != nil, state.lost == nil, let inbox = state.inbox else {
                return nil
            }
            state.needsAssignment = false
            return inbox.offsets
        }
        guard let offsets else { return }
        let list = PartitionList(offsets.map { (topic, $0.partition, $0.offset) })
        let code = rd_kafka_assign(handle.pointer, list.pointer)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { lose(KafkaError(code, "assigning \(topic)")) }
    }

    private func heard(_ message: borrowing KafkaMessage) {
        switch message.code {
        case RD_KAFKA_RESP_ERR__FATAL: lose(handle.fatal ?? message.error)
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            let what = """
                \(topic)/\(message.partition) has no record at \(message.offset), which is to be folded next\(EventsCheck.advice)
                """
            lose(KafkaError(message.code, what))
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            lose(message.error)
        // Brokers that are away come back; librdkafka tries again by itself.
        default: break
        }
    }

    private func lose(_ words: String) { lose(KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, words)) }

    private func lose(_ error: KafkaError) {
        state.withLock { if $0.lost == nil { $0.lost = error } }
        changed.wake()
        waker.wake()
    }

    // MARK: from the lane's thread

    var lost: KafkaError? { state.withLock { $0.lost } }

    /// Waits until the group has taken the member in.
    func join(patience: Int64) throws(KafkaError) {
        let deadline = Clock.monotonic() + patience * 1_000
        while true {
            let (lost, isIn) = state.withLock { ($0.lost, $0.group != nil) }
            if let error = lost ?? handle.context.refusal { throw error }
            if isIn { return }
            guard Clock.monotonic() < deadline else {
                let last = handle.context.last?.description ?? "nothing"
                throw KafkaError(RD_KAFKA_RESP_ERR__TIMED_OUT, "last heard of the brokers: \(last)")
            }
            changed.wait(microseconds: 100_000)
        }
    }

    /// Starts to read.
    func read(_ inbox: Inbox, onRevocation wait: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.inbox = inbox
            state.needsAssignment = true
            state.onRevocation = wait
        }
        interrupt()
    }

    func seek(_ partition: Int, to offset: Int64) {
        state.withLock { state in
            if state.inbox?.seek(partition, to: offset) ?? false { state.needsAssignment = true }
        }
        interrupt()
    }

    /// Lets the member's thread look at what it is to do.
    private func interrupt() {
        let queue = rd_kafka_queue_get_consumer(handle.pointer)
        rd_kafka_queue_yield(queue)
        rd_kafka_queue_destroy(queue)
        room.wake()
    }

    /// Moves the next records into `batch`, about `bytes` of them.
    func poll(into batch: inout RecordBatch, bytes: Int) {
        let isLow = state.withLock { state -> Bool in
            guard state.inbox != nil else { return false }
            let before = state.inbox!.bytes
            state.inbox!.poll(into: &batch, bytes: bytes)
            return before > SlotMember.aheadBytes && state.inbox!.bytes <= SlotMember.aheadBytes
        }
        if isLow { room.wake() }
    }

    func end(_ partition: Int) -> Int64 { state.withLock { $0.inbox?.end(partition) ?? 0 } }

    /// Partitions whose last stable offset stands still.
    var standing: [Int] { state.withLock { $0.watch.standing } }

    /// Calls `body` with what a commit must carry, unless the group is between two assignments. No rebalance begins
    /// meanwhile.
    ///
    /// - Returns: whether it was called.
    func withGroup(_ body: (GroupMetadata) -> Void) -> Bool {
        state.withLock { state in
            guard let group = state.group, state.lost == nil else { return false }
            body(group)
            return true
        }
    }

    /// The group's offsets, once no transaction can change them any more.
    func committed(_ partitions: Range<Int>, timeout: Int32) throws(KafkaError) -> [Int64?] {
        try handle.committed(topic, partitions, timeout: timeout)
    }

    /// Commits offsets that are committed already: the group refuses that of a member that was replaced. Blocks.
    func confirm(_ offsets: [(partition: Int, offset: Int64)]) throws(KafkaError) {
        let list = PartitionList(offsets.map { (topic, $0.partition, $0.offset) })
        let code = rd_kafka_commit(handle.pointer, list.pointer, 0)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, "the slot's member is not confirmed") }
    }

    /// Ends the member without leaving the group. Blocks.
    func close() {
        state.withLock {
            $0.isClosing = true
            $0.onRevocation = nil
        }
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        interrupt()
        running.join()
        handle.close()
    }
}
