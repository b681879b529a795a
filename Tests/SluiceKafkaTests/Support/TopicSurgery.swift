import CRdKafka
import SluiceEngine

@testable import SluiceKafka

/// What nobody should do to a topic.
struct TopicSurgery {
    let settings: KafkaSettings

    /// Deletes a topic and makes it again.
    func remake(_ topic: String) throws {
        let admin = try KafkaHandle(
            RD_KAFKA_PRODUCER, settings.admin(), ClientContext(name: "surgeon", sink: SilentLog()))
        defer { admin.close() }
        var deletion = rd_kafka_DeleteTopic_new(topic)
        defer { rd_kafka_DeleteTopic_destroy(deletion) }
        let queue = rd_kafka_queue_new(admin.pointer)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_DeleteTopics(admin.pointer, &deletion, 1, nil, queue)
        let event = rd_kafka_queue_poll(queue, 30_000)
        rd_kafka_event_destroy(event)
        let deadline = Clock.monotonic() + 30_000_000
        while try admin.partitionCount(of: topic, timeout: 5_000) > 0, Clock.monotonic() < deadline {
            Latch().wait(microseconds: 20_000)
        }
        let maker = try AdminClient(settings, sink: SilentLog())
        defer { maker.close() }
        try TopicSetup(settings, maker.handle, sink: SilentLog()).prepare()
    }

    /// Writes records into a partition of `checkpoints`, or of another topic, in one transaction of a stranger, which is committed or not.
    ///
    /// - Parameter body: called while the transaction is open.
    func write(
        _ records: [(key: [UInt8], value: [UInt8])], to topic: String? = nil, partition: Int = 0, commits: Bool = true,
        while body: () throws -> Void = {}
    ) throws {
        let configuration = settings.transactionalProducer(slot: 0).with([
            "transactional.id": "surgeon", "transaction.timeout.ms": "60000",
        ])
        let producer = try TransactionalProducer(configuration, name: "surgeon", sink: SilentLog())
        defer { producer.close() }
        try producer.initialize(patience: 30_000) { false }
        try producer.begin()
        for (key, value) in records {
            try withViews(key, value, []) { key, value, _ throws(KafkaError) in
                try producer.produce(producer.topic(topic ?? settings.checkpoints), partition, key: key, value: value)
            }
        }
        // Aborting at once would only purge them.
        producer.flush()
        try body()
        let deadline = Clock.monotonic() + 10_000_000
        if commits {
            _ = try producer.commit(until: deadline)
        } else {
            try producer.abort(until: deadline)
        }
    }
}
