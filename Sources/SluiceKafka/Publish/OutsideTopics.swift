import CRdKafka
import SluiceEngine

/// What is known of the topics of others: how many partitions they have, or why they take nothing. Confined to one thread.
struct OutsideTopics {
    /// Microseconds that an answer holds: a topic may get more partitions, or come to be.
    private static let keeps: Int64 = 60_000_000
    private static let keepsProblem: Int64 = 30_000_000
    /// Microseconds that a topic may take to come to be where brokers make topics that somebody asks for.
    private static let patience: Int64 = 3_000_000

    private var known: [String: (answer: Result<Int, LogError>, until: Int64)] = [:]

    /// What is known of a topic may be wrong: but for a problem, which was made sure of.
    mutating func doubt(_ topic: String) {
        if case .success = known[topic]?.answer { known[topic] = nil }
    }

    /// - Parameter count: asks the brokers for the number of partitions; 0: there is no such topic.
    /// - Returns: how many partitions it has, or why it takes nothing.
    /// - Throws: when the brokers do not say.
    mutating func partitions(
        of topic: String, _ count: (String) throws(KafkaError) -> Int
    ) throws(KafkaError) -> Result<Int, LogError> {
        let now = Clock.monotonic()
        if let (answer, until) = known[topic], now < until { return answer }
        let answer = try OutsideTopics.ask(topic, count)
        let isThere = if case .success = answer { true } else { false }
        known[topic] = (answer, Clock.monotonic() + (isThere ? OutsideTopics.keeps : OutsideTopics.keepsProblem))
        return answer
    }

    private static func ask(
        _ topic: String, _ count: (String) throws(KafkaError) -> Int
    ) throws(KafkaError) -> Result<Int, LogError> {
        let deadline = Clock.monotonic() + patience
        while true {
            do throws(KafkaError) {
                let count = try count(topic)
                if count > 0 { return .success(count) }
                if Clock.monotonic() >= deadline {
                    return .failure(LogError(.mismatch, "there is no topic '\(topic)' on the brokers"))
                }
            } catch {
                if error.concernsTopic { return .failure(LogError(error, topic)) }
                guard error.mayPass, Clock.monotonic() < deadline else { throw error }
            }
            Latch().wait(microseconds: 50_000)
        }
    }
}
