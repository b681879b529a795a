import CRdKafka
import SluiceEngine
import Synchronization

@testable import SluiceKafka

/// Makes topics of others, and writes into them as anybody would.
final class SourceWriter {
    private final class Delivered: Sendable {
        let count = Mutex((delivered: 0, failed: 0))
    }

    private let settings: KafkaSettings
    private let handle: KafkaHandle
    private let delivered = Delivered()
    private var sent = 0

    init(_ log: KafkaLog) throws {
        settings = log.settings
        let context = ClientContext(name: "source", sink: SilentLog())
        context.onDelivery = { [delivered] message in
            delivered.count.withLock { count in
                if message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { count.delivered += 1 } else { count.failed += 1 }
            }
        }
        handle = try KafkaHandle(RD_KAFKA_PRODUCER, settings.plainProducer(), context)
    }

    func close() { handle.close() }

    /// Makes a topic, and waits until it is there.
    func make(_ topic: String, partitions: Int) throws {
        let plan = TopicPlan(name: topic, partitions: partitions, settings: [])
        let refused = try handle.createTopics([plan], replication: 1, timeout: 10_000)
        if let (_, error) = refused.first { throw error }
        try whenCounted(topic) { $0 == partitions }
    }

    func delete(_ topic: String) throws {
        try handle.deleteTopics([topic], timeout: 30_000)
        try whenCounted(topic) { $0 == 0 }
    }

    func grow(_ topic: String, to count: Int) throws {
        var words = [CChar](repeating: 0, count: 512)
        var more = rd_kafka_NewPartitions_new(topic, count, &words, words.count)
        defer { rd_kafka_NewPartitions_destroy(more) }
        let queue = rd_kafka_queue_new(handle.pointer)
        defer { rd_kafka_queue_destroy(queue) }
        rd_kafka_CreatePartitions(handle.pointer, &more, 1, nil, queue)
        rd_kafka_event_destroy(rd_kafka_queue_poll(queue, 30_000))
        try whenCounted(topic) { $0 == count }
    }

    private func whenCounted(_ topic: String, _ isRight: (Int) -> Bool) throws {
        let deadline = Clock.monotonic() + 30_000_000
        while try !isRight(handle.partitionCount(of: topic, timeout: 5_000)) {
            guard Clock.monotonic() < deadline else {
                throw ChildProcess.Failure(description: "\(topic) does not get as many partitions")
            }
            Latch().wait(microseconds: 20_000)
        }
    }

    func write(_ topic: String, _ partition: Int, key: String, _ value: String, headers: [RecordHeader] = []) throws {
        let encoded = headers.isEmpty ? [] : RecordHeader.encode(headers.map { ($0.name, $0.value) })
        try withViews(Array(key.utf8), Array(value.utf8), encoded) { key, value, headers throws(KafkaError) in
            try handle.produce(handle.topic(topic), partition, key: key, value: value, headers: headers)
        }
        sent += 1
        handle.poll(timeout: 0)
    }

    /// Waits until all is acknowledged.
    func flush() throws {
        let deadline = Clock.monotonic() + 30_000_000
        while delivered.count.withLock({ $0.delivered }) < sent {
            handle.poll(timeout: 20)
            guard Clock.monotonic() < deadline, delivered.count.withLock({ $0.failed }) == 0 else {
                throw ChildProcess.Failure(description: "the source takes nothing")
            }
        }
    }

    /// Writes records in a transaction that is committed or not.
    func writeAsOne(_ records: [(topic: String, partition: Int, key: String, value: String)], commits: Bool) throws {
        let configuration = settings.transactionalProducer(slot: 0).with([
            "transactional.id": "\(settings.application).writer"
        ])
        let producer = try TransactionalProducer(configuration, name: "writer", sink: SilentLog())
        defer { producer.close() }
        try producer.initialize(patience: 30_000) { false }
        try producer.begin()
        for (topic, partition, key, value) in records {
            try withViews(Array(key.utf8), Array(value.utf8), []) { key, value, _ throws(KafkaError) in
                try producer.produce(producer.topic(topic), partition, key: key, value: value)
            }
        }
        // Aborting at once would only purge them.
        producer.flush()
        let deadline = Clock.monotonic() + 10_000_000
        if commits { _ = try producer.commit(until: deadline) } else { try producer.abort(until: deadline) }
    }
}
