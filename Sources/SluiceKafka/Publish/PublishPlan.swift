import SluiceEngine

/// Which published records of a checkpoint go to their topics, and which are dead letters because those do not take them.
///
/// It learns from transactions that came to nothing: a topic that refuses a record fails the transaction, and with it
/// everything else in it.
struct PublishPlan {
    enum Verdict: Equatable {
        /// The record goes to its topic. `alone`: in a batch of its own, so that its failure tells of it and no other.
        case send(alone: Bool)
        /// It does not, and why.
        case refused(String)
    }

    private struct Topic {
        var refusal: String?
        var isAlone = false
        /// Records that were refused alone.
        var refused = 0
        /// Bytes of the smallest of them.
        var smallest = Int.max
    }

    /// So many records of a topic are refused one by one, at the price of a transaction each. Then all are that are as large as
    /// the smallest of them.
    private static let patience = 16

    private var topics: [String: Topic] = [:]
    private var records: [Int: String] = [:]

    /// - Parameters:
    ///   - index: of the record among those published by the checkpoint.
    ///   - size: bytes of its key, value and headers.
    func verdict(_ index: Int, _ topic: String, size: Int) -> Verdict {
        if let refusal = records[index] { return .refused(refusal) }
        guard let known = topics[topic] else { return .send(alone: false) }
        if let refusal = known.refusal { return .refused(refusal) }
        if known.refused >= PublishPlan.patience, size >= known.smallest {
            return .refused("the topic took no record of \(known.smallest) bytes, and this one has \(size)")
        }
        return .send(alone: known.isAlone)
    }

    /// A record that came to nothing.
    struct Failure {
        var index: Int
        var topic: String
        var size: Int
        var error: KafkaError
    }

    /// Takes in why a transaction came to nothing.
    ///
    /// - Returns: whether the next one will be another: false when published records were not the reason.
    mutating func learn(_ failures: [Failure], _ transaction: KafkaError) -> Bool {
        var hasLearnt = false
        var suspects: Set<String> = []
        // As they were sent: what this transaction tells is for the next.
        let sentAlone = Set(topics.keys.filter { topics[$0]?.isAlone == true })
        for failure in failures {
            if failure.error.concernsTopic {
                topics[failure.topic, default: Topic()].refusal = "\(failure.error)"
                hasLearnt = true
            } else if failure.error.concernsRecord {
                note(failure, wasAlone: sentAlone.contains(failure.topic))
                hasLearnt = true
            } else if failure.error.isPurge, transaction.concernsTopic {
                suspects.insert(failure.topic)
            }
        }
        return hasLearnt || suspect(suspects, transaction)
    }

    private mutating func note(_ failure: Failure, wasAlone: Bool) {
        guard wasAlone else {
            // A batch is refused as a whole: which of its records is too large is not told.
            topics[failure.topic, default: Topic()].isAlone = true
            return
        }
        records[failure.index] = "\(failure.error)"
        topics[failure.topic, default: Topic()].refused += 1
        topics[failure.topic, default: Topic()].smallest = min(topics[failure.topic]?.smallest ?? .max, failure.size)
    }

    /// The transaction failed for one of these topics, and may not say which.
    private mutating func suspect(_ suspects: Set<String>, _ transaction: KafkaError) -> Bool {
        let named = suspects.filter { transaction.message.contains("\"\($0)\"") }
        if let culprit = suspects.count == 1 ? suspects.first : named.count == 1 ? named.first : nil {
            topics[culprit, default: Topic()].refusal = "\(transaction)"
            return true
        }
        var hasLearnt = false
        for topic in suspects where topics[topic]?.isAlone != true {
            topics[topic, default: Topic()].isAlone = true
            hasLearnt = true
        }
        return hasLearnt
    }
}
