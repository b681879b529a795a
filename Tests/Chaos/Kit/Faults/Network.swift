/// The network namespaces that `scripts/chaos` made: one for the brokers, one for clients and one for each node, each with a
/// cable to the bridge of a hub.
package struct Network: Sendable {
    /// What all their names begin with.
    private let prefix: String

    package init(prefix: String) { self.prefix = prefix }

    /// The brokers' address.
    package static let brokers = "10.213.7.1"

    /// Words before a command that runs it in a namespace: `brokers`, `client`, `node1` and so on.
    package func inside(_ name: String) -> [String] { ["ip", "netns", "exec", "\(prefix)-\(name)"] }

    /// Pulls a node's cable.
    package func cut(_ node: String) throws(ChaosError) { try set(node, "down") }

    /// Puts it back.
    package func heal(_ node: String) throws(ChaosError) { try set(node, "up") }

    private func set(_ node: String, _ state: String) throws(ChaosError) {
        try Offspring.run(["ip", "-n", "\(prefix)-hub", "link", "set", node, state])
    }
}
