package import SluiceEngine

/// Topics of a trial or a benchmark, which go when it is over. The product itself deletes no topic.
package struct TrialTopics {
    private let settings: KafkaSettings

    /// - Throws: `invalid settings`.
    package init(_ settings: KafkaSettings) throws(LogError) { self.settings = try settings.prepared() }

    /// Makes a topic that is none of the application's own, in one copy.
    package func make(_ name: String, partitions: Int) throws(LogError) {
        try withAdmin("making \(name)") { admin throws(KafkaError) in
            let plan = TopicPlan(name: name, partitions: partitions, settings: [])
            if let refused = try admin.createTopics([plan], replication: 1, timeout: 10_000).first {
                throw refused.error
            }
        }
    }

    /// Deletes all topics of the application, and `others`.
    package func remove(_ others: [String]) throws(LogError) {
        try withAdmin("removing the topics of \(settings.application)") { admin throws(KafkaError) in
            try admin.deleteTopics(TopicPlan.all(settings).map(\.name) + others, timeout: 30_000)
        }
    }

    private func withAdmin(
        _ what: String, _ body: (KafkaHandle) throws(KafkaError) -> Void
    ) throws(LogError) {
        let admin = try AdminClient(settings, sink: SilentLog())
        defer { admin.close() }
        do throws(KafkaError) { try body(admin.handle) } catch { throw LogError(error, what) }
    }
}
