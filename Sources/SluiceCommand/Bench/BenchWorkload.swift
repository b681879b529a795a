/// Something that `sluice bench` measures. Each run is a process of its own: memory is that of one run, and nothing is warm
/// from the one before.
protocol BenchWorkload: Sendable {
    var name: String { get }
    /// Whether one process takes all runs, since what they compare is costly to set up.
    var takesAllRuns: Bool { get }
    /// - Throws: when it cannot be measured, or a count or a hash is wrong.
    func run(_ run: BenchRun) throws
}

extension BenchWorkload {
    var takesAllRuns: Bool { false }
}
