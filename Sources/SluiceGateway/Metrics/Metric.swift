/// One metric as the table declares it.
package struct Metric: Sendable {
    package enum Kind: String, Sendable { case counter, gauge }

    /// With the unit, and `_total` for a counter, as Prometheus's naming has it.
    package let name: String
    package let kind: Kind
    package let labels: [String]
    package let help: String

    init(_ name: String, _ kind: Kind, _ help: String, labels: [String] = []) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }
}
