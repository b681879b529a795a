/// What latencies come to.
struct LatencyFigures {
    /// Microseconds, at least one.
    let sorted: [Int64]

    var p50: Int64 { sorted[sorted.count / 2] }
    var p99: Int64 { sorted[sorted.count * 99 / 100] }

    func tell(_ run: BenchRun, before prefix: String = "latency ") {
        run.tell("\(prefix)p50", "ms", Double(p50) / 1_000)
        run.tell("\(prefix)p99", "ms", Double(p99) / 1_000)
    }
}
