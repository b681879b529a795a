import SluiceEngine
import Synchronization

/// Makes the topics of queues before a definition that names them takes effect, and compares those that are there with the plan.
/// On threads of its own, since brokers take their time.
final class QueueTopics: Sendable {
    private struct State {
        /// Queues that were looked after, whatever came of it.
        var settled: Set<String> = []
        var underWay: Set<String> = []
        var threads: [OSThread] = []
        var isClosed = false
    }

    private let settings: KafkaSettings
    private let sink: any LogSink
    private let state = Mutex(State())

    /// Milliseconds that one try may take: whoever closes the log waits for it.
    private static let patience: Int64 = 10_000

    init(_ settings: KafkaSettings, sink: any LogSink) {
        var settings = settings
        settings.patience = min(settings.patience, QueueTopics.patience)
        self.settings = settings
        self.sink = sink
    }

    /// Whether all of them were looked after. Begins with those that were not.
    func prepare(_ queues: [String]) -> Bool {
        state.withLock { state in
            let waiting = queues.filter { !state.settled.contains($0) }
            let new = waiting.filter { !state.underWay.contains($0) }
            if !new.isEmpty, !state.isClosed {
                state.underWay.formUnion(new)
                state.threads.append(OSThread.start("kafka-queues") { [self] in make(new) })
            }
            return waiting.isEmpty
        }
    }

    private func make(_ queues: [String]) {
        // One by one: what is wrong with one topic hinders no other.
        for queue in queues {
            let plan = TopicPlan.queue(queue, settings)
            if let failure = make(plan) {
                sink.log(
                    .error, "the topic of a queue is not as it must be; attempts fail as long as it takes none",
                    [("queue", queue), ("reason", failure.message)])
            } else {
                sink.log(.info, "the topic of a queue is ready", [("queue", queue), ("topic", plan.name)])
            }
            state.withLock { state in
                state.underWay.remove(queue)
                state.settled.insert(queue)
            }
        }
    }

    /// Tries for as long as no broker answers.
    ///
    /// - Returns: why there is no such topic, or none as it must be.
    private func make(_ plan: TopicPlan) -> LogError? {
        while true {
            do throws(LogError) {
                let admin = try AdminClient(settings, sink: sink)
                defer { admin.close() }
                try TopicSetup(settings, admin.handle, plans: [plan], sink: sink).prepare()
                return nil
            } catch {
                if error.code != .unavailable || state.withLock({ $0.isClosed }) { return error }
                Latch().wait(microseconds: 500_000)
            }
        }
    }

    /// Waits for what is under way.
    func close() {
        let threads = state.withLock { state in
            state.isClosed = true
            defer { state.threads = [] }
            return state.threads
        }
        for thread in threads { thread.join() }
    }
}
