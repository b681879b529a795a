import CRdKafka
import SluiceEngine

/// A slot's member of the group: a static one that reads exactly the partitions that are told to it, whatever Kafka names.
/// Confined to the lane's thread, on which its callbacks run.
///
/// While the member id stays the same nobody else has held the slot: another holder joins with the same instance id, and
/// this member is fenced. So a rebalance in which it stays a member changes nothing but the generation.
final class SlotMember {
    private let handle: KafkaHandle
    private let queue: OpaquePointer
    private var batch = KafkaBatch(capacity: 64)
    private let topic: String
    private let wake: Wake
    private var memberID: String?
    private var needsAssignment = true
    /// What commits carry; nil: between two assignments.
    private(set) var group: GroupMetadata?
    /// Why membership is over.
    private(set) var lost: KafkaError?
    /// Waits for the commit under way: a transaction does not straddle a rebalance.
    var onRevocation: (() -> Void)?

    private final class Wake: Sendable {
        let waker: any Waker
        init(_ waker: any Waker) { self.waker = waker }
    }

    /// Starts to join.
    init(slot: Int, settings: KafkaSettings, sink: any LogSink, waker: any Waker) throws(KafkaError) {
        let context = ClientContext(name: "\(settings.identity(of: slot)) member", sink: sink)
        // Filled in once `self` is whole.
        let relay = RebalanceRelay()
        context.onRebalance = { relay.member?.rebalance($0) }
        handle = try KafkaHandle(RD_KAFKA_CONSUMER, settings.slotConsumer(slot: slot), context)
        topic = settings.name(of: .events)
        wake = Wake(waker)
        rd_kafka_poll_set_consumer(handle.pointer)
        queue = rd_kafka_queue_get_consumer(handle.pointer)
        relay.member = self
        rd_kafka_queue_cb_event_enable(
            queue, { _, opaque in Unmanaged<Wake>.fromOpaque(opaque!).takeUnretainedValue().waker.wake() },
            Unmanaged.passUnretained(wake).toOpaque())
        let topics = PartitionList([(topic, -1, 0)])
        let code = rd_kafka_subscribe(handle.pointer, topics.pointer)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code, "subscribing to \(topic)") }
    }

    private final class RebalanceRelay {
        weak var member: SlotMember?
    }

    /// Waits until the group has taken the member in.
    func join(patience: Int64) throws(KafkaError) {
        let deadline = Clock.monotonic() + patience * 1_000
        while group == nil {
            consume(timeout: 100) { _ in }
            if let lost { throw lost }
            if let denied = handle.context.authentication { throw denied }
            guard Clock.monotonic() < deadline else {
                throw KafkaError(
                    RD_KAFKA_RESP_ERR__TIMED_OUT,
                    "joining the group; last heard: \(handle.context.last?.description ?? "nothing")")
            }
        }
    }

    private func rebalance(_ isAssignment: Bool) {
        if isAssignment {
            let nothing = PartitionList()
            rd_kafka_assign(handle.pointer, nothing.pointer)
            let id = rd_kafka_memberid(handle.pointer)
            defer { if let id { rd_kafka_mem_free(handle.pointer, id) } }
            let name = id.map { String(cString: $0) } ?? ""
            if name.isEmpty || memberID.map({ $0 != name }) ?? false {
                return lose("the member was dropped and joined again: another holder may have come between")
            }
            memberID = name
            group = GroupMetadata(of: handle)
            needsAssignment = true
        } else {
            if rd_kafka_assignment_lost(handle.pointer) != 0 { lose("the group dropped the member") }
            onRevocation?()
            group = nil
            rd_kafka_assign(handle.pointer, nil)
        }
    }

    private func lose(_ words: String) {
        if lost == nil { lost = KafkaError(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, words) }
    }

    /// Reads on from other offsets.
    func reassign() { needsAssignment = true }

    /// Assigns what `offsets` says, if that is due.
    func assignIfNeeded(_ offsets: () -> [(partition: Int, offset: Int64)]) {
        guard needsAssignment, group != nil, lost == nil else { return }
        let list = PartitionList(offsets().map { (topic, $0.partition, $0.offset) })
        let code = rd_kafka_assign(handle.pointer, list.pointer)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR { lost = KafkaError(code, "assigning \(topic)") }
        needsAssignment = false
    }

    /// Shows the next messages to `body`, serves callbacks, and waits for either at most `timeout` milliseconds.
    ///
    /// - Returns: how many messages there were.
    @discardableResult
    func consume(timeout: Int32 = 0, _ body: (borrowing KafkaMessage) -> Void) -> Int {
        let count = batch.consume(queue, timeout: timeout) { message in
            switch message.code {
            case RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR__PARTITION_EOF: body(message)
            case RD_KAFKA_RESP_ERR__FATAL: lost = handle.fatal ?? message.error
            case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
                RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED,
                RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
                lost = message.error
            // Brokers that are away come back; librdkafka tries again by itself.
            default: break
            }
        }
        if lost == nil, let fatal = handle.context.fatal { lost = fatal }
        return count
    }

    /// The end of a partition as the last fetch saw it; nil: nothing was fetched yet.
    func fetchedEnd(_ partition: Int) -> Int64? {
        var low: Int64 = 0
        var high: Int64 = 0
        let code = rd_kafka_get_watermark_offsets(handle.pointer, topic, Int32(partition), &low, &high)
        return code == RD_KAFKA_RESP_ERR_NO_ERROR && high >= 0 ? high : nil
    }

    /// The group's offsets, once no transaction can change them any more.
    func committed(_ partitions: Range<Int>, timeout: Int32) throws(KafkaError) -> [Int64?] {
        let list = PartitionList(partitions.map { (topic, $0, -1) })
        let code = rd_kafka_committed(handle.pointer, list.pointer, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code, "the group's offsets of \(topic)") }
        return (0..<list.count).map { list.offset($0) }
    }

    func close() {
        rd_kafka_queue_cb_event_enable(queue, nil, nil)
        rd_kafka_queue_destroy(queue)
        handle.close()
    }
}
