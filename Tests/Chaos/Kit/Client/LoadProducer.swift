import CRdKafka

/// A plain producer of CloudEvents: idempotent, and sends again until the brokers have acknowledged. Used by one thread.
package final class LoadProducer {
    private let brokers: String
    private let topicName: String
    private let partitions: Int32
    private var client: OpaquePointer
    private var topic: OpaquePointer?
    /// Sent, without an answer yet, by the number that comes back with it.
    private var open: [UInt: LoadEvent] = [:]
    private var again: [LoadEvent] = []
    private var nextNumber: UInt = 1
    private let answers = Answers()

    /// Delivery reports of one poll.
    private final class Answers {
        var all: [(number: UInt, isThere: Bool)] = []
    }

    package init(brokers: String, topic: String, partitions: Int) throws(ChaosError) {
        self.brokers = brokers
        self.partitions = Int32(partitions)
        topicName = topic
        client = try LoadProducer.client(brokers, answers)
        self.topic = rd_kafka_topic_new(client, topic, nil)
    }

    deinit { close() }

    private static func client(_ brokers: String, _ answers: Answers) throws(ChaosError) -> OpaquePointer {
        try Configuration.client(
            RD_KAFKA_PRODUCER,
            [
                "bootstrap.servers": brokers, "enable.idempotence": "true", "acks": "all", "linger.ms": "5",
                "message.timeout.ms": "0", "reconnect.backoff.max.ms": "1000",
                // With more, a success may be another message's: see docs/kafka.md.
                "max.in.flight.requests.per.connection": "1",
            ]
        ) { configuration in
            rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(answers).toOpaque())
            rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
                guard let message, let opaque else { return }
                let answers = Unmanaged<Answers>.fromOpaque(opaque).takeUnretainedValue()
                // A success without an offset is none that can be relied on.
                let isThere = message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR && message.pointee.offset >= 0
                answers.all.append((UInt(bitPattern: message.pointee._private), isThere))
            }
        }
    }

    private func close() {
        rd_kafka_purge(client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
        rd_kafka_poll(client, 0)
        if let topic { rd_kafka_topic_destroy(topic) }
        rd_kafka_destroy(client)
    }

    /// Events that are not acknowledged yet.
    package var unacknowledged: Int { open.count + again.count }

    /// Hands an event over. It is sent when the queue has room.
    package func send(_ event: LoadEvent) { again.append(event) }

    /// Sends what waits, and hears what was acknowledged.
    ///
    /// - Parameter milliseconds: to wait for an answer at most.
    /// - Returns: events that are in the log now.
    package func poll(milliseconds: Int32) throws(ChaosError) -> [LoadEvent] {
        var left: [LoadEvent] = []
        for (index, event) in again.enumerated() where !produce(event) {
            left = Array(again[index...])
            break
        }
        again = left
        rd_kafka_poll(client, milliseconds)
        var acknowledged: [LoadEvent] = []
        for answer in answers.all {
            guard let event = open.removeValue(forKey: answer.number) else { continue }
            if answer.isThere { acknowledged.append(event) } else { again.append(event) }
        }
        answers.all = []
        try renewIfFatal()
        return acknowledged
    }

    /// An idempotent producer that cannot tell any more what is in the log ends; another sends what had no answer.
    private func renewIfFatal() throws(ChaosError) {
        var words = [CChar](repeating: 0, count: 256)
        guard rd_kafka_fatal_error(client, &words, words.count) != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        close()
        answers.all = []
        again = open.sorted { $0.key < $1.key }.map(\.value) + again
        open = [:]
        client = try LoadProducer.client(brokers, answers)
        topic = rd_kafka_topic_new(client, topicName, nil)
    }

    /// - Returns: whether the client took it.
    private func produce(_ event: LoadEvent) -> Bool {
        let headers = rd_kafka_headers_new(event.headers.count)
        for header in event.headers {
            rd_kafka_header_add(headers, header.name, -1, header.value, header.value.utf8.count)
        }
        let key = Array(event.subject.id.utf8)
        let value = Array(event.value.utf8)
        let partition =
            event.isMisrouted
            ? rd_kafka_msg_partitioner_consistent(topic, key, key.count, partitions, nil, nil)
            : rd_kafka_msg_partitioner_murmur2(topic, key, key.count, partitions, nil, nil)
        let code = sluice_rd_kafka_produce(
            client, topic, partition, key, key.count, value, value.count, headers,
            UnsafeMutableRawPointer(bitPattern: nextNumber))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            rd_kafka_headers_destroy(headers)
            return false
        }
        open[nextNumber] = event
        nextNumber += 1
        return true
    }
}
