/// One line of a benchmark's report.
struct BenchFigure {
    var workload: String
    var log: String
    var figure: String
    var unit: String
    /// One value a run.
    var runs: [Double]
    var cpuMicrosecondsEach: Double?
    /// The median as a share of the limit measured in the same run.
    var ofLimit: Double?

    var median: Double {
        let sorted = runs.sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted.count % 2 == 1
            ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
    }

    /// One JSON object, on one line.
    var json: String {
        var parts = [
            "\"workload\":\"\(workload)\"", "\"log\":\"\(log)\"", "\"figure\":\"\(figure)\"", "\"unit\":\"\(unit)\"",
            "\"median\":\(BenchFigure.number(median))", "\"min\":\(BenchFigure.number(runs.min() ?? 0))",
            "\"max\":\(BenchFigure.number(runs.max() ?? 0))", "\"runs\":\(runs.count)",
        ]
        parts.append("\"cpu_us_each\":\(cpuMicrosecondsEach.map(BenchFigure.number) ?? "null")")
        parts.append("\"of_limit\":\(ofLimit.map(BenchFigure.number) ?? "null")")
        return "{\(parts.joined(separator: ","))}"
    }

    /// Three significant places behind the point for small numbers, none for large ones.
    static func number(_ value: Double) -> String {
        if value.magnitude >= 1_000 { return String(Int(value.rounded())) }
        let scaled = (value * 1_000).rounded() / 1_000
        return scaled == scaled.rounded() ? String(Int(scaled)) : String(scaled)
    }
}
