/// Runs workloads on brokers, each run in a process of its own, and reports their figures as they come.
struct GroupBenchReport {
    var brokers: BenchBrokers
    var runs: Int
    var percent: Int
    var isJSON: Bool

    /// - Throws: when a workload failed; it has said why.
    func make(_ workloads: [any GroupWorkload]) throws(CommandError) {
        if !isJSON { write(BenchTable.header) }
        for workload in workloads {
            var samples: [BenchSample] = []
            for number in 1...runs {
                StandardError.line("bench: \(workload.name) \(number)/\(runs)")
                var own = try measure(workload, isBare: false)
                if workload.hasLimit {
                    let limit = try measure(workload, isBare: true)
                    // Each run beside its own limit: a machine that slows down slows both.
                    own[0].limit = limit.first?.value
                    own += limit
                }
                samples += own
            }
            for figure in BenchFigure.figures(workload: workload.name, log: "kafka", of: samples) {
                write(isJSON ? figure.json + "\n" : BenchTable.row(figure) + "\n")
            }
        }
    }

    private func measure(_ workload: any GroupWorkload, isBare: Bool) throws(CommandError) -> [BenchSample] {
        let process = try BenchProcess(
            .group(
                workload: workload.name, isBare: isBare, percent: percent, bootstrap: brokers.bootstrap,
                pid: brokers.pid))
        var samples: [BenchSample] = []
        while let line = process.line() { if let sample = BenchSample(line: line) { samples.append(sample) } }
        guard process.wait(), !samples.isEmpty else {
            throw CommandError(.no, "the workload \(workload.name) failed")
        }
        return samples
    }

    private func write(_ text: String) {
        StandardOutput.write(text)
        StandardOutput.flush()
    }
}
