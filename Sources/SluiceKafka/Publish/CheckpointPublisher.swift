import CRdKafka
import SluiceEngine
import SluiceKernel

/// Writes the published records of one checkpoint into its transactions: the first, and those that follow when a topic
/// refuses some. What its topic does not take is a dead letter of the same transaction.
struct CheckpointPublisher {
    private let published: PublishedRecords
    private let settings: KafkaSettings
    private var plan = PublishPlan()
    /// Of the transaction that was written last: the topic and the reason of each dead letter.
    private(set) var refused: [(topic: String, reason: String)] = []

    init(_ published: PublishedRecords, _ settings: KafkaSettings) {
        self.published = published
        self.settings = settings
    }

    /// Stops where a record that was sent alone has failed: the transaction is lost then.
    mutating func write(_ producer: TransactionalProducer, _ topics: inout OutsideTopics) throws(KafkaError) {
        refused = []
        var letters = RecordBatch()
        for (index, record) in published.records.records.enumerated() {
            let topic = published.topic(of: index)
            switch plan.verdict(index, topic, size: CheckpointPublisher.size(record)) {
            case .refused(let reason): bury(index, reason, &letters)
            case .send(let alone):
                let problem = try send(index, topic, alone: alone, producer, &topics)
                if let problem { bury(index, problem, &letters) }
                if alone, producer.hasFailures { return }
            }
        }
        let handle = producer.topic(settings.name(of: .deadLetters))
        for letter in letters.records {
            try letters.parts(of: letter) { key, value, headers throws(KafkaError) in
                try producer.produce(handle, Int(letter.partition), key: key, value: value, headers: headers)
            }
        }
    }

    /// - Returns: why its topic takes nothing, if it does not.
    private func send(
        _ index: Int, _ topic: String, alone: Bool, _ producer: TransactionalProducer, _ topics: inout OutsideTopics
    ) throws(KafkaError) -> String? {
        if let problem = settings.problem(withPublishingTo: topic) { return problem }
        let record = published.records.records[index]
        let answer = try topics.partitions(of: topic) { topic throws(KafkaError) in
            try producer.partitionCount(of: topic, timeout: 5_000)
        }
        let count: UInt32
        switch answer {
        case .failure(let problem): return problem.message
        case .success(let partitions): count = UInt32(partitions)
        }
        if alone { producer.flush() }
        try published.records.parts(of: record) { key, value, headers throws(KafkaError) in
            // As Java's producer has it.
            let partition = Int(PartitionPlace.home(of: key, among: count))
            try producer.produce(
                producer.topic(topic), partition, key: key, value: value, headers: headers,
                number: UInt64(index + 1))
        }
        if alone { producer.flush() }
        return nil
    }

    private mutating func bury(_ index: Int, _ reason: String, _ letters: inout RecordBatch) {
        let record = published.records.records[index]
        refused.append((published.topic(of: index), reason))
        published.records.withParts(of: record) { key, value, headers in
            UndeliveredRecord.append(
                to: &letters, topic: published.topic(of: index), reason, partition: Int(record.partition),
                time: record.time, key: key, value: value ?? key, headers: headers)
        }
    }

    private static func size(_ record: RecordBatch.Record) -> Int {
        Int(record.keyCount + max(0, record.valueCount) + record.headersCount)
    }

    /// The transaction came to nothing.
    ///
    /// - Returns: whether another one, written by what this one told, may do better.
    mutating func learn(
        _ reports: [DeliveryReport], _ transaction: KafkaError, _ topics: inout OutsideTopics
    ) -> Bool {
        let failures = reports.compactMap { report -> PublishPlan.Failure? in
            // Of records that are not published nothing is to be learnt.
            guard let error = report.error, report.number <= UInt64(published.records.records.count) else { return nil }
            let index = Int(report.number) - 1
            return PublishPlan.Failure(
                index: index, topic: published.topic(of: index),
                size: CheckpointPublisher.size(published.records.records[index]), error: error)
        }
        // A topic that is not there any more is asked for again before it is given up. The transaction may not say which it is,
        // and a busy broker may let the record's time pass instead of saying it.
        let unknown = failures.filter {
            $0.error.namesUnknown || $0.error.code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT || transaction.namesUnknown
        }
        for failure in unknown { topics.doubt(failure.topic) }
        let hasLearnt = plan.learn(failures, transaction)
        return hasLearnt || !unknown.isEmpty
    }
}
