/// Runs workloads on brokers, each run in a process of its own, and reports their figures as they come.
struct GroupBenchReport {
    var brokers: BenchBrokers
    var runs: Int
    var percent: Int
    var output: BenchOutput
    /// nil: nobody is compared with.
    var peer: BenchPeer?

    /// - Throws: when a workload failed; it has said why.
    func make(_ workloads: [any GroupWorkload]) throws(CommandError) {
        output.begin()
        for workload in workloads {
            var samples: [BenchSample] = []
            for number in 1...(workload.takesAllRuns ? 1 : runs) {
                if !workload.takesAllRuns { StandardError.line("bench: \(workload.name) \(number)/\(runs)") }
                var own = try measure(workload, isBare: false)
                if workload.hasLimit {
                    let limit = try measure(workload, isBare: true)
                    // Each run beside its own: a machine that slows down slows all of them.
                    own[0].limit = limit.first?.value
                    own += limit
                }
                if let peer, let load = workload.peer {
                    let its = try peer.run(load, percent: percent, on: brokers)
                    own[0].peer = its.first?.value
                    own += its
                }
                samples += own
            }
            output.show(workload.name, log: "kafka", samples)
        }
    }

    private func measure(_ workload: any GroupWorkload, isBare: Bool) throws(CommandError) -> [BenchSample] {
        try BenchProcess.samples(
            .group(
                workload: workload.name, isBare: isBare, runs: workload.takesAllRuns ? runs : 1, percent: percent,
                bootstrap: brokers.bootstrap, pid: brokers.pid), of: workload.name)
    }
}
