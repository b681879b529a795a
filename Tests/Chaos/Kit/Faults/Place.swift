/// Where the programs and files of a phase are.
package struct Place: Sendable {
    package var network: Network
    /// Of the built programs.
    package var programs: String
    /// Logs, ledgers, data.
    package var folder: String
    /// The top of the clone.
    package var root: String
    package var port = 9_092
    package var application = "chaos"
    package var published = "told"
    package var partitions = 8
    package var slots = 4

    package init(network: Network, programs: String, folder: String, root: String) {
        self.network = network
        self.programs = programs
        self.folder = folder
        self.root = root
    }

    package var node: String { "\(programs)/ChaosNode" }
    package var runner: String { "\(programs)/ChaosRunner" }
    package var effects: String { "\(folder)/effects" }
    package var events: String { "\(application).events" }

    package func brokers(_ count: Int) -> String {
        (0..<count).map { "\(Network.brokers):\(port + $0)" }.joined(separator: ",")
    }
}
