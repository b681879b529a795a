import CRdKafka
package import SluiceEngine
import SluiceKernel

/// Reads partitions that it assigns to itself, outside any group: restores, followers, replies, checks. Used by one thread
/// at a time.
package final class KafkaReader {
    let handle: KafkaHandle
    /// The group that librdkafka looks up though nothing is read as its member.
    private let group: String
    private var topic = ""
    private let queue: OpaquePointer
    private var batch = KafkaBatch(capacity: 1_000)
    private var scratch = ByteWriter()

    /// - Parameter isCommitted: whether aborted and undecided records are left out.
    package convenience init(
        _ settings: KafkaSettings, isCommitted: Bool, sink: any LogSink = SilentLog()
    ) throws(LogError) {
        do throws(KafkaError) {
            try self.init(settings.reader(isCommitted: isCommitted), group: settings.group, name: "reader", sink: sink)
        } catch { throw LogError(error, "a reader") }
    }

    init(
        _ configuration: KafkaConfiguration, group: String, name: String, sink: any LogSink
    ) throws(KafkaError) {
        self.group = group
        handle = try KafkaHandle(RD_KAFKA_CONSUMER, configuration, ClientContext(name: name, sink: sink))
        rd_kafka_poll_set_consumer(handle.pointer)
        queue = rd_kafka_queue_get_consumer(handle.pointer)
    }

    /// Reads on from these offsets, and nothing else.
    package func assign(_ topic: String, _ offsets: [(partition: Int, offset: Int64)]) throws(LogError) {
        let list = PartitionList(offsets.map { (topic, $0.partition, $0.offset) })
        let code = rd_kafka_assign(handle.pointer, list.pointer)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw LogError(KafkaError(code, "assigning"), topic) }
        self.topic = topic
    }

    /// Calls `body` with the records of a partition from `offset` on, as far as it goes now.
    ///
    /// - Throws: `unavailable` when its end is not reached within 30 s.
    func readToEnd(
        of topic: String, _ partition: Int, from offset: Int64, _ body: (RecordBatch) -> Void
    ) throws(LogError) {
        try assign(topic, [(partition, offset)])
        var isAtEnd = false
        let deadline = Clock.monotonic() + 30_000_000
        while !isAtEnd {
            var batch = RecordBatch()
            try poll(timeout: 200, into: &batch) { _, _ in isAtEnd = true }
            body(batch)
            guard Clock.monotonic() < deadline else {
                throw LogError(.unavailable, "\(topic)/\(partition) could not be read from \(offset) on")
            }
        }
    }

    /// Waits for a record at most `timeout` milliseconds and appends what is there to `records`.
    ///
    /// - Parameter ended: hears of partitions that were read to an end, in order with the records.
    /// - Throws: what ended the reading; what is passing is waited out.
    package func poll(
        timeout: Int32, into records: inout RecordBatch,
        ended: (_ partition: Int, _ offset: Int64) -> Void = { _, _ in }
    ) throws(LogError) {
        var scratch = ByteWriter()
        swap(&scratch, &self.scratch)
        defer { swap(&scratch, &self.scratch) }
        try forEach(timeout: timeout, record: { $0.append(to: &records, scratch: &scratch) }, ended: ended)
    }

    /// The same, with each record as it lies in librdkafka's memory.
    ///
    /// - Returns: how many there were.
    @discardableResult
    func forEach(
        timeout: Int32, record: (borrowing KafkaMessage) -> Void, ended: (_ partition: Int, _ offset: Int64) -> Void
    ) throws(LogError) -> Int {
        var failure: LogError?
        var count = 0
        _ = batch.consume(queue, timeout: timeout) { message in
            switch message.code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                record(message)
                count += 1
            case RD_KAFKA_RESP_ERR__PARTITION_EOF: ended(message.partition, message.offset)
            default:
                let error = message.error
                if !error.mayPass { failure = LogError(error, "reading \(topic)/\(message.partition)", needs: rights) }
            }
        }
        if let failure { throw failure }
        if let denied = handle.context.takeRefusal() { throw LogError(denied, "reading") }
        return count
    }

    private var rights: [KafkaRight] {
        [KafkaRight(.read, .topic(topic)), KafkaRight(.describe, .group(group))]
    }

    package func watermarks(_ topic: String, _ partition: Int) throws(LogError) -> Range<Int64> {
        do throws(KafkaError) { return try handle.watermarks(topic, partition, timeout: 30_000) } catch {
            throw LogError(error, "\(topic)/\(partition)", needs: [KafkaRight(.describe, .topic(topic))])
        }
    }

    package func close() {
        rd_kafka_queue_destroy(queue)
        handle.close()
    }
}
