import CRdKafka
import SluiceEngine
import Synchronization

/// Owns one client of librdkafka, with its topic handles.
///
/// librdkafka's clients may be used from any thread; what must not happen is a call after ``close()``, and that is the
/// owner's to see to.
final class KafkaHandle: @unchecked Sendable {
    // Thread-safe by librdkafka's own locks; `topics` is behind its lock.
    let pointer: OpaquePointer
    let context: ClientContext
    private let topics = Mutex<[String: OpaquePointer]?>([:])

    init(
        _ type: rd_kafka_type_t, _ configuration: KafkaConfiguration, _ context: ClientContext
    ) throws(KafkaError) {
        let made = try configuration.make(context)
        var words = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(type, made, &words, words.count) else {
            rd_kafka_conf_destroy(made)
            throw KafkaError(rd_kafka_last_error(), words.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
        }
        pointer = client
        self.context = context
    }

    /// The handle of a topic, kept: a message to a topic by name takes a second at first (librdkafka #5032).
    func topic(_ name: String) -> OpaquePointer {
        topics.withLock { topics in
            if let known = topics?[name] { return known }
            guard let made = rd_kafka_topic_new(pointer, name, nil) else {
                preconditionFailure("no handle for topic \(name): \(KafkaError(rd_kafka_last_error()))")
            }
            topics?[name] = made
            return made
        }
    }

    /// Fetches the metadata of a topic, so that the first message need not wait for it.
    ///
    /// - Returns: how many partitions it has; 0: there is no such topic.
    @discardableResult
    func partitionCount(of name: String, timeout: Int32) throws(KafkaError) -> Int {
        var metadata: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(pointer, 0, topic(name), &metadata, timeout)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code, "metadata of \(name)") }
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.topic_cnt == 1 else { return 0 }
        let topic = metadata.pointee.topics[0]
        if topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART { return 0 }
        guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(topic.err, "metadata of \(name)") }
        return Int(topic.partition_cnt)
    }

    /// The first offset of a partition and the one behind its last, as this client's isolation level sees it. Asks again
    /// while a leader is being found: librdkafka 2.0.2 does not by itself.
    func watermarks(_ topic: String, _ partition: Int, timeout: Int64) throws(KafkaError) -> Range<Int64> {
        let deadline = Clock.monotonic() + timeout * 1_000
        while true {
            var low: Int64 = 0
            var high: Int64 = 0
            let code = rd_kafka_query_watermark_offsets(pointer, topic, Int32(partition), &low, &high, 5_000)
            if code == RD_KAFKA_RESP_ERR_NO_ERROR { return low..<max(low, high) }
            guard KafkaError(code).mayPass, Clock.monotonic() < deadline else {
                throw KafkaError(code, "watermarks of \(topic)/\(partition)")
            }
            Latch().wait(microseconds: 20_000)
            _ = try? partitionCount(of: topic, timeout: 1_000)
        }
    }

    /// Why the client is of no use any more; nil: it is.
    var fatal: KafkaError? {
        var words = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(pointer, &words, words.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var error = KafkaError(code, words.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
        error.isFatal = true
        return error
    }

    /// Serves callbacks; waits for some at most `timeout` milliseconds.
    func poll(timeout: Int32) { rd_kafka_poll(pointer, timeout) }

    /// Destroys the client. A member of a group does not leave it: its slot's next holder takes its place over.
    func close() {
        let open = topics.withLock { topics in
            defer { topics = nil }
            return topics
        }
        guard let open else { return }
        for topic in open.values { rd_kafka_topic_destroy(topic) }
        rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    deinit { close() }
}
