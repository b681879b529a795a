import CRdKafka

/// A plain consumer in read_committed: reads topics from their first records, and knows when it stands at an end.
package final class CommittedReader {
    private let brokers: String
    private let client: OpaquePointer
    private let places: [(topic: String, partition: Int32)]
    /// Where each partition's last end of committed records was met.
    private var ends: [String: Int64] = [:]

    package init(brokers: String, topics: [String], partitions: Int) throws(ChaosError) {
        self.brokers = brokers
        client = try Configuration.client(
            RD_KAFKA_CONSUMER,
            [
                "bootstrap.servers": brokers, "group.id": "chaos-check", "isolation.level": "read_committed",
                "enable.auto.commit": "false", "enable.partition.eof": "true", "auto.offset.reset": "error",
                "check.crcs": "true", "reconnect.backoff.max.ms": "1000",
            ])
        rd_kafka_poll_set_consumer(client)
        places = topics.flatMap { topic in (0..<partitions).map { (topic, Int32($0)) } }
        let list = rd_kafka_topic_partition_list_new(Int32(places.count))
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for place in places {
            rd_kafka_topic_partition_list_add(list, place.topic, place.partition).pointee.offset = 0
        }
        let code = rd_kafka_assign(client, list)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw ChaosError("assigning \(topics): \(String(cString: rd_kafka_err2str(code)))")
        }
    }

    deinit {
        rd_kafka_consumer_close(client)
        rd_kafka_destroy(client)
    }

    /// Waits for a record for `milliseconds` at most.
    ///
    /// - Throws: when records are missing, or a topic is.
    package func poll(
        milliseconds: Int32,
        _ body: (_ topic: String, _ key: String, _ value: [UInt8], _ headers: [String: String]) -> Void
    ) throws(ChaosError) {
        guard let message = rd_kafka_consumer_poll(client, milliseconds) else { return }
        defer { rd_kafka_message_destroy(message) }
        let topic = message.pointee.rkt.map { String(cString: rd_kafka_topic_name($0)) } ?? ""
        let place = "\(topic)/\(message.pointee.partition)"
        switch message.pointee.err {
        case RD_KAFKA_RESP_ERR_NO_ERROR:
            ends[place] = nil
            func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8] {
                Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
            }
            body(
                topic, String(decoding: bytes(message.pointee.key, message.pointee.key_len), as: UTF8.self),
                bytes(message.pointee.payload, message.pointee.len), CommittedReader.headers(message))
        case RD_KAFKA_RESP_ERR__PARTITION_EOF: ends[place] = message.pointee.offset
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
            RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR__BAD_MSG:
            throw ChaosError("\(place): \(String(cString: rd_kafka_err2str(message.pointee.err)))")
        // A broker that is away comes back.
        default: break
        }
    }

    private static func headers(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> [String: String] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return [:] }
        var headers: [String: String] = [:]
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        var index = 0
        while rd_kafka_header_get_all(list, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
            let bytes = UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : size)
            if let name { headers[String(cString: name)] = String(decoding: bytes, as: UTF8.self) }
            index += 1
        }
        return headers
    }

    /// Partitions that were not read to what a reader of uncommitted records would see as their end: something in them is
    /// still undecided, or hangs.
    package func unread() throws(ChaosError) -> [String] {
        var unread: [String] = []
        let asker = try Configuration.client(
            RD_KAFKA_CONSUMER,
            ["bootstrap.servers": brokers, "group.id": "chaos-check", "isolation.level": "read_uncommitted"])
        defer { rd_kafka_destroy(asker) }
        for (topic, partition) in places {
            var low: Int64 = 0
            var high: Int64 = 0
            let code = rd_kafka_query_watermark_offsets(asker, topic, partition, &low, &high, 10_000)
            let place = "\(topic)/\(partition)"
            if code != RD_KAFKA_RESP_ERR_NO_ERROR || ends[place] ?? -1 < high { unread.append(place) }
        }
        return unread
    }
}
