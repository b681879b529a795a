/// What a process that measures is told, and where it tells.
struct BenchRun {
    /// More than 1 only for a workload that takes all runs.
    var runs: Int
    /// Scales the numbers of instances: 1 is the usual size.
    var scale: Double
    /// What is checked once a workload is checked now.
    var isLast: Bool

    func count(_ usual: Int) -> Int { max(1_000, Int(Double(usual) * scale)) }

    func tell(_ figure: String, _ unit: String, _ value: Double, cpu: Double? = nil, limit: Double? = nil) {
        StandardOutput.line(BenchSample(figure, unit, value, cpu: cpu, limit: limit).line)
        StandardOutput.flush()
    }

    func progress(_ text: String) { StandardError.line("bench: \(text)") }
}
