import SluiceEngine

/// Asks brokers for the ids of topics. librdkafka 2.0.2 reads a topic by its name alone: one that is deleted and made again between two
/// fetches, and filled beyond where they were, it reads on as if nothing had happened.
///
/// Confined to the reading thread, which it may hold up for ``patience``.
struct TopicIdentities {
    /// Seconds.
    private static let patience = 2
    /// Microseconds until brokers are asked again that did not answer: meanwhile reading goes on without.
    private static let pause: Int64 = 5_000_000

    private let settings: KafkaSettings
    private var connection: WireConnection?
    private var notBefore = Int64.min

    init(_ settings: KafkaSettings) { self.settings = settings }

    /// The ids of topics, as far as they can be had: not over TLS, nor with SCRAM.
    mutating func identities(of topics: [String], _ client: KafkaHandle) -> [String: TopicIdentity] {
        guard !topics.isEmpty, WireConnection.isPossible(settings.security), Clock.monotonic() >= notBefore else {
            return [:]
        }
        // A connection that was idle may have been closed: that says nothing about the broker.
        for isNew in connection == nil ? [true] : [false, true] {
            do throws(LogError) {
                if isNew { connection = try connect(client) }
                if let connection { return try connection.identities(of: topics) }
            } catch { connection = nil }
        }
        notBefore = Clock.monotonic() + TopicIdentities.pause
        return [:]
    }

    private func connect(_ client: KafkaHandle) throws(LogError) -> WireConnection? {
        let brokers = (try? client.brokers(timeout: Int32(TopicIdentities.patience * 1_000))) ?? []
        guard let broker = brokers.randomElement() else { return nil }
        return try WireConnection(broker, settings, name: "sluice-feeds", patience: TopicIdentities.patience)
    }
}
