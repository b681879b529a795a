import CRdKafka
import SluiceEngine

/// A producer whose records become visible together or not at all, fenced by its transactional id. Used by one thread.
final class TransactionalProducer {
    /// What delivery reports told of numbered records. Confined to the thread that uses the producer.
    private final class Reports: @unchecked Sendable {
        // Written by callbacks, which librdkafka makes in the calls of the one thread that uses the producer.
        var offsets: [UInt64: Int64] = [:]
        var failures: [DeliveryReport] = []
    }

    private let handle: KafkaHandle
    private let reports = Reports()

    init(_ configuration: KafkaConfiguration, name: String, sink: any LogSink) throws(KafkaError) {
        let context = ClientContext(name: name, sink: sink)
        // Without a delivery callback a commit's flush goes in steps of 10 ms.
        context.onDelivery = { [reports] message in
            let report = DeliveryReport(message)
            guard report.number > 0 else { return }
            if report.error != nil {
                reports.failures.append(report)
            } else if report.number >= TransactionalProducer.located {
                reports.offsets[report.number] = report.offset
            }
        }
        handle = try KafkaHandle(RD_KAFKA_PRODUCER, configuration, context)
    }

    var context: ClientContext { handle.context }

    func topic(_ name: String) -> OpaquePointer { handle.topic(name) }

    /// Fences older producers of this id and ends their transaction. `shouldStop` is asked between tries.
    func initialize(patience: Int64, shouldStop: () -> Bool) throws(KafkaError) {
        let deadline = Clock.monotonic() + patience * 1_000
        try resume(until: deadline) { left in
            if shouldStop() { return errorObject(RD_KAFKA_RESP_ERR__DESTROY, "no longer wanted") }
            return rd_kafka_init_transactions(handle.pointer, min(left, 5_000))
        }
    }

    /// So that the first transaction does not wait a second for metadata.
    func prime(_ topics: [String], timeout: Int32) throws(KafkaError) {
        for topic in topics { try handle.partitionCount(of: topic, timeout: timeout) }
    }

    func begin() throws(KafkaError) {
        reports.offsets.removeAll()
        if let error = KafkaError(taking: rd_kafka_begin_transaction(handle.pointer), "begin") { throw error }
    }

    /// Records with numbers from this on are asked for their offsets.
    static let located: UInt64 = 1 << 32

    /// The offset of a record of this transaction whose number is asked for; nil: the broker did not tell it.
    func offset(of number: UInt64) -> Int64? { reports.offsets[number].flatMap { $0 >= 0 ? $0 : nil } }

    /// How many partitions a topic has; 0: there is no such topic.
    func partitionCount(of topic: String, timeout: Int32) throws(KafkaError) -> Int {
        try handle.partitionCount(of: topic, timeout: timeout)
    }

    /// Whether a numbered record has failed since that was last taken.
    var hasFailures: Bool { !reports.failures.isEmpty }

    /// What became of numbered records that failed.
    func takeFailures() -> [DeliveryReport] {
        handle.poll(timeout: 0)
        defer { reports.failures = [] }
        return reports.failures
    }

    /// Waits for room when the queue is full.
    ///
    /// - Parameter number: from 1: the record's failure is told by it.
    func produce(
        _ topic: OpaquePointer, _ partition: Int, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?,
        headers: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0), number: UInt64 = 0
    ) throws(KafkaError) {
        while true {
            do throws(KafkaError) {
                return try handle.produce(
                    topic, partition, key: key, value: value, headers: headers, number: number)
            } catch {
                guard error.isRetriable else { throw error }
                handle.poll(timeout: 10)
            }
        }
    }

    /// Waits until everything was sent. It returning tells nothing of what arrived.
    func flush() { rd_kafka_flush(handle.pointer, 10_000) }

    /// Puts the group's offsets into the transaction: what fences it.
    func send(_ offsets: borrowing PartitionList, _ group: GroupMetadata, until deadline: Int64) throws(KafkaError) {
        let list = offsets.pointer
        try resume(until: deadline) { left in
            rd_kafka_send_offsets_to_transaction(handle.pointer, list, group.pointer, left)
        }
    }

    /// - Returns: whether the outcome is beyond doubt: the same producer may go on. (Reference kafka-exactly-once 1.4.)
    func commit(until deadline: Int64) throws(KafkaError) -> Bool {
        let started = Clock.monotonic()
        try resume(until: deadline) { _ in rd_kafka_commit_transaction(handle.pointer, -1) }
        // A lost connection to the coordinator is told at the next poll, after the commit returned.
        handle.poll(timeout: 0)
        return !handle.context.takeCoordinatorLost() && Clock.monotonic() - started < 1_000_000
    }

    func abort(until deadline: Int64) throws(KafkaError) {
        try resume(until: deadline) { left in rd_kafka_abort_transaction(handle.pointer, left) }
    }

    /// Makes the same call again while that may help.
    private func resume(until deadline: Int64, _ call: (_ left: Int32) -> OpaquePointer?) throws(KafkaError) {
        while true {
            let left = Int32(clamping: max(1, (deadline - Clock.monotonic()) / 1_000))
            guard let error = KafkaError(taking: call(left), "transaction") else { return }
            if let denied = handle.context.refusal { throw denied }
            guard error.isRetriable, !error.isFatal, Clock.monotonic() < deadline else { throw error }
        }
    }

    func close() { handle.close() }
}

/// An error object as librdkafka makes them.
private func errorObject(_ code: rd_kafka_resp_err_t, _ words: String) -> OpaquePointer? {
    words.withCString { sluice_rd_kafka_error(code, $0) }
}
