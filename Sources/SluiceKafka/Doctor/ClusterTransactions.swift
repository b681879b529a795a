import SluiceEngine

/// Open transactions as leaders of partitions and coordinators know them.
struct ClusterTransactions {
    private let settings: KafkaSettings
    private let brokers: [BrokerAddress]
    private let admin: KafkaHandle
    private let connections: [Int32: WireConnection]

    init(_ settings: KafkaSettings, _ brokers: [BrokerAddress], _ admin: KafkaHandle) throws(LogError) {
        self.settings = settings
        self.brokers = brokers
        self.admin = admin
        var connections: [Int32: WireConnection] = [:]
        for broker in brokers { connections[broker.id] = try WireConnection(broker, settings) }
        self.connections = connections
    }

    private func leader(_ topic: String, _ partition: Int) throws(LogError) -> WireConnection {
        let state: TopicState
        do throws(KafkaError) { state = try admin.state(of: topic, timeout: 5_000) } catch {
            throw LogError(error, topic)
        }
        guard case .there(_, let leaders) = state, partition < leaders.count,
            let connection = connections[leaders[partition]]
        else { throw LogError(.unavailable, "\(topic)/\(partition) has no leader") }
        return connection
    }

    /// Transactions that the partition has open, or why that is not told.
    func open(_ topic: String, _ partition: Int) throws(LogError) -> (open: [OpenTransaction], refused: Int16?) {
        try leader(topic, partition).openTransactions(topic, [partition])
    }

    enum Verdict {
        case known(KnownTransaction)
        /// It ended since it was seen.
        case over
        case hangs
    }

    /// Whether anybody will end a transaction that was seen open.
    ///
    /// A coordinator knows of a transaction before its first record is written, and until its last marker is. So one that is
    /// open before and after all coordinators were silent about it hangs.
    func verdict(_ transaction: OpenTransaction) throws(LogError) -> Verdict {
        try expectCoordinators()
        for _ in 0..<2 {
            if let known = try known(transaction) { return .known(known) }
            guard try open(transaction.topic, transaction.partition).open.contains(transaction) else { return .over }
        }
        return .hangs
    }

    /// - Throws: while some transactions have no coordinator, who could not speak of them.
    private func expectCoordinators() throws(LogError) {
        let topic = "__transaction_state"
        let state: TopicState
        do throws(KafkaError) { state = try admin.state(of: topic, timeout: 5_000) } catch {
            throw LogError(error, topic)
        }
        switch state {
        case .hidden:
            throw LogError(.denied, "\(topic) is hidden: the principal needs \(KafkaRight(.describe, .topic(topic)))")
        case .there where !state.isUsable:
            throw LogError(.unavailable, "a partition of \(topic) has no leader: try again when all brokers are up")
        case .there, .missing: return
        }
    }

    private func known(_ open: OpenTransaction) throws(LogError) -> KnownTransaction? {
        for broker in brokers {
            guard let connection = connections[broker.id] else { continue }
            let ids = try connection.transactionalIDs(of: [open.producerID])
            if let known = try connection.transactions(ids).first(where: { $0.covers(open) }) { return known }
        }
        return nil
    }

    /// Whether a coordinator's silence about a transaction of this topic proves that there is none. Into the topics of
    /// checkpoints only slots write in transactions; into the others anybody may.
    func seesWriters(of topic: String) throws(LogError) -> Bool {
        let own = [settings.checkpoints, settings.name(of: .outcomes), settings.name(of: .deadLetters)]
        let id = (own.contains(topic) ? "\(settings.application)." : "") + "seen-by-the-doctor"
        for connection in connections.values where try !connection.mayDescribe(id) { return false }
        return true
    }

    func abort(_ open: OpenTransaction) throws(LogError) -> Int16 { try leader(open.topic, open.partition).abort(open) }

    /// Whether the partition no longer has it open, within a few seconds.
    func awaitEnd(of transaction: OpenTransaction) throws(LogError) -> Bool {
        let deadline = Clock.monotonic() + 10_000_000
        while try self.open(transaction.topic, transaction.partition).open.contains(transaction) {
            guard Clock.monotonic() < deadline else { return false }
            Latch().wait(microseconds: 50_000)
        }
        return true
    }
}
