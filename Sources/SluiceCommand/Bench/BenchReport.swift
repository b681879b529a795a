/// Runs workloads one after the other, each run in a process of its own, and reports their figures as they come.
struct BenchReport {
    var runs: Int
    var percent: Int
    var isJSON: Bool

    /// - Throws: when a workload failed; it has said why.
    func make(_ workloads: [any BenchWorkload]) throws(CommandError) {
        if !isJSON { write(BenchTable.header) }
        for workload in workloads {
            var samples: [BenchSample] = []
            for number in 1...(workload.takesAllRuns ? 1 : runs) {
                if !workload.takesAllRuns { StandardError.line("bench: \(workload.name) \(number)/\(runs)") }
                samples += try measure(workload, isLast: workload.takesAllRuns || number == runs)
            }
            for figure in BenchFigure.figures(workload: workload.name, log: "embedded", of: samples) {
                write(isJSON ? figure.json + "\n" : BenchTable.row(figure) + "\n")
            }
        }
    }

    private func measure(_ workload: any BenchWorkload, isLast: Bool) throws(CommandError) -> [BenchSample] {
        let process = try BenchProcess(
            .run(
                workload: workload.name, runs: workload.takesAllRuns ? runs : 1, percent: percent, isLast: isLast))
        var samples: [BenchSample] = []
        while let line = process.line() { if let sample = BenchSample(line: line) { samples.append(sample) } }
        guard process.wait() else { throw CommandError(.no, "the workload \(workload.name) failed") }
        return samples
    }

    private func write(_ text: String) {
        StandardOutput.write(text)
        StandardOutput.flush()
    }
}
