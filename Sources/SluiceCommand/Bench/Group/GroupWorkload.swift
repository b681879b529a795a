/// Something that `sluice bench --brokers` measures. Each run is a process of its own, and an application of its own.
protocol GroupWorkload: Sendable {
    var name: String { get }
    /// Whether one process takes all runs, since what they compare is costly to set up.
    var takesAllRuns: Bool { get }
    /// - Throws: when it cannot be measured, or a count is wrong.
    func run(_ run: BenchRun, on brokers: BenchBrokers) throws
    /// What the peer does in its place; nil: it has nothing like it.
    var peer: BenchPeer.Load? { get }
    /// Whether there is a limit to compare with.
    var hasLimit: Bool { get }
    /// The same traffic with no engine in it. Tells its rate as `limit`.
    func runBare(_ run: BenchRun, on brokers: BenchBrokers) throws
}

extension GroupWorkload {
    var takesAllRuns: Bool { false }
    var hasLimit: Bool { false }
    var peer: BenchPeer.Load? { nil }
    func runBare(_ run: BenchRun, on brokers: BenchBrokers) throws {
        throw CommandError(.internal, "\(name) has no limit")
    }
}
