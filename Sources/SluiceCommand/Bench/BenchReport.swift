/// Runs workloads one after the other, each run in a process of its own, and reports their figures as they come.
struct BenchReport {
    var runs: Int
    var percent: Int
    var output: BenchOutput

    /// - Throws: when a workload failed; it has said why.
    func make(_ workloads: [any BenchWorkload]) throws(CommandError) {
        output.begin()
        for workload in workloads {
            var samples: [BenchSample] = []
            for number in 1...(workload.takesAllRuns ? 1 : runs) {
                if !workload.takesAllRuns { StandardError.line("bench: \(workload.name) \(number)/\(runs)") }
                samples += try measure(workload, isLast: workload.takesAllRuns || number == runs)
            }
            output.show(workload.name, log: "embedded", samples)
        }
    }

    private func measure(_ workload: any BenchWorkload, isLast: Bool) throws(CommandError) -> [BenchSample] {
        try BenchProcess.samples(
            .run(
                workload: workload.name, runs: workload.takesAllRuns ? runs : 1, percent: percent, isLast: isLast),
            of: workload.name)
    }
}
