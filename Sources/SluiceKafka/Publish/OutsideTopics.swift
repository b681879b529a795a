import CRdKafka
import SluiceEngine
import SluiceKernel

/// What is known of the topics of others: how many partitions they have, or why they take nothing. Confined to the thread
/// that commits.
struct OutsideTopics {
    private enum Known {
        case partitions(Int)
        case problem(String)
    }

    /// Microseconds that an answer holds: a topic may get more partitions, or come to be.
    private static let keeps: Int64 = 60_000_000
    private static let keepsProblem: Int64 = 30_000_000
    /// Microseconds that a topic may take to come to be where brokers make topics that somebody asks for.
    private static let patience: Int64 = 3_000_000

    private var known: [String: (answer: Known, until: Int64)] = [:]

    /// The partition for `key`: murmur2, as Java's producer has it.
    ///
    /// - Returns: the partition, or why the topic takes nothing.
    /// - Throws: when the brokers do not say.
    mutating func partition(
        of topic: String, for key: UnsafeRawBufferPointer, _ producer: TransactionalProducer
    ) throws(KafkaError) -> Result<Int, LogError> {
        let now = Clock.monotonic()
        if let (answer, until) = known[topic], now < until { return OutsideTopics.partition(answer, key) }
        let answer = try OutsideTopics.ask(topic, producer)
        let isThere = if case .partitions = answer { true } else { false }
        known[topic] = (answer, now + (isThere ? OutsideTopics.keeps : OutsideTopics.keepsProblem))
        return OutsideTopics.partition(answer, key)
    }

    private static func partition(_ answer: Known, _ key: UnsafeRawBufferPointer) -> Result<Int, LogError> {
        switch answer {
        case .partitions(let count): .success(Int(PartitionPlace.home(of: key, among: UInt32(count))))
        case .problem(let problem): .failure(LogError(.mismatch, problem))
        }
    }

    private static func ask(_ topic: String, _ producer: TransactionalProducer) throws(KafkaError) -> Known {
        let deadline = Clock.monotonic() + patience
        while true {
            do throws(KafkaError) {
                let count = try producer.partitionCount(of: topic, timeout: 5_000)
                if count > 0 { return .partitions(count) }
                if Clock.monotonic() >= deadline { return .problem("there is no topic '\(topic)' on the brokers") }
            } catch {
                if error.concernsTopic { return .problem("\(error)") }
                guard error.mayPass, Clock.monotonic() < deadline else { throw error }
            }
            Latch().wait(microseconds: 50_000)
        }
    }
}
