import Glibc

/// The brokers of a phase, as `scripts/kafka-broker` runs them.
final class BrokerSet {
    private enum State: Equatable {
        case up
        /// Killed, to be started again at a time.
        case down(until: Int64)
        case starting
    }

    let count: Int
    private let place: Place
    private var states: [State]
    private var starter: Offspring?
    private(set) var kills = 0

    /// Starts them, and makes the topic of the published records.
    init(_ place: Place, count: Int) throws(ChaosError) {
        self.place = place
        self.count = count
        states = Array(repeating: .up, count: count)
        // Not so short that a busy machine takes brokers for dead, and not so long that a run waits for nothing.
        try TextFile.write(
            "broker.session.timeout.ms=6000\nbroker.heartbeat.interval.ms=1000\n", to: "\(place.folder)/more.properties"
        )
        let end = try launch().wait(seconds: 300)
        guard end == .exited(0) else { throw ChaosError("the brokers do not start; see \(log)") }
        let copies = min(count, 3)
        try Offspring.run(
            place.network.inside("brokers") + [
                "bash", "-c",
                "\"$KAFKA_HOME/bin/kafka-topics.sh\" --bootstrap-server \(place.brokers(1)) --create "
                    + "--topic \(place.published) --partitions \(place.partitions) --replication-factor \(copies) "
                    + "--config min.insync.replicas=\(copies > 1 ? 2 : 1)",
            ], seconds: 300, output: log)
    }

    private var log: String { "\(place.folder)/brokers.log" }
    private var folder: String { "\(place.folder)/brokers" }

    private func launch() throws(ChaosError) -> Offspring {
        try Offspring(
            place.network.inside("brokers") + [
                "\(place.root)/scripts/kafka-broker", "up", "--brokers", "\(count)", "--host", Network.brokers,
                "--port",
                "\(place.port)", "--dir", folder, "--with", "\(place.folder)/more.properties",
            ], output: log)
    }

    var areUp: Bool { states.allSatisfy { $0 == .up } }

    /// kill -9 of one, while all are up.
    func kill(_ index: Int, until: Int64) throws(ChaosError) {
        let file = count == 1 ? "\(folder)/pid" : "\(folder)/\(index + 1)/pid"
        let text = try TextFile.read(file)
        guard let id = pid_t(text.filter(\.isNumber)), Glibc.kill(id, SIGKILL) == 0 else {
            throw ChaosError("no broker has the id in \(file)")
        }
        states[index] = .down(until: until)
        kills += 1
    }

    /// Starts what is to be started again.
    func tick(_ now: Int64) throws(ChaosError) {
        if let starter {
            guard let end = starter.poll() else { return }
            guard end == .exited(0) else { throw ChaosError("a broker does not start again; see \(log)") }
            self.starter = nil
            states = states.map { $0 == .starting ? .up : $0 }
        }
        let due = states.indices.filter { if case .down(let until) = states[$0] { now >= until } else { false } }
        guard !due.isEmpty else { return }
        for index in due { states[index] = .starting }
        starter = try launch()
    }

    func remove() {
        try? Offspring.run(
            ["\(place.root)/scripts/kafka-broker", "remove", "--dir", folder], seconds: 60, output: log)
    }
}
