/// Where the requests of a verb go: the node of a data folder, or the nodes of a group on Kafka. Answers come in the order of
/// the requests.
protocol Connection: AnyObject {
    func send(_ request: [UInt8]) throws(CommandError)
    /// Whether there is something to receive, at the latest after so many milliseconds.
    func hasAnswer(within milliseconds: Int64) -> Bool
    /// - Parameter wait: how long the other side itself may take, milliseconds; -1: for ever.
    func receive(wait: Int64) throws(CommandError) -> [UInt8]
}

extension Connection {
    /// Sends a request and reads its answer.
    func call(_ request: [UInt8], wait: Int64) throws(CommandError) -> [UInt8] {
        try send(request)
        return try receive(wait: wait)
    }
}

extension CommandContext {
    /// The brokers that the verb asks; nil: it asks the node of a data folder, which comes first where one is named.
    var brokers: String? {
        if let brokers = invocation.text("brokers") { return brokers }
        if invocation.has("data-folder") || settings.kafka.brokers.isEmpty { return nil }
        return settings.kafka.brokers
    }

    /// The brokers of a verb that goes nowhere else.
    ///
    /// - Parameter more: what else to say to who names none.
    func neededBrokers(_ more: String = "") throws(CommandError) -> String {
        let brokers = invocation.text("brokers") ?? settings.kafka.brokers
        guard !brokers.isEmpty else {
            throw CommandError(
                .usage, "\(invocation.verb.name) needs the address of a broker",
                hint: "Say --brokers HOST:PORT, or set kafka.brokers." + more)
        }
        return brokers
    }

    /// Opens what the verb's requests go to.
    ///
    /// - Throws: `unavailable` when nobody answers there.
    func connect() throws(CommandError) -> any Connection {
        guard let brokers else { return try SocketClient(self) }
        return GroupConnection(try group.host(self, brokers))
    }
}
