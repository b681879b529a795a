import SluiceEngine
import SluiceKernel

/// `sluice bench`
enum BenchVerb {
    static let verb = Verb(
        "bench", "Measure throughput, latency, bytes and memory on this machine.",
        details: """
            Each run of a workload is a process of its own on a fresh embedded log in the temporary folder, appends durable.
            Figures are medians over the runs; ratios decide, since machines differ and are noisy. Build for release first.

            'of_limit' is the share of what RocksDB alone reaches with the batches that the run has written, with their syncs and
            no engine; on brokers, of what a fold without an engine reaches with the same records. 'of_peer' is how many times
            that of the peer. 'cpu_us_each' is the processor time of the run for each instance. 'memory' is the most that the process of
            a run had resident. 'replay' is how fast the last run's log was folded again from its first event on, without task
            bodies. 'kill-and-restart' counts from the start of the new process.

            Fails when a count is wrong: a replay that ends in another state hash, an instance that was in flight at the kill and
            has no outcome, or two. Slow is not wrong.
            """,
        options: [
            OptionSpec("runs", takes: .required("N"), usual: "5", "Runs of each workload, 1 to 100."),
            OptionSpec(
                "scale", takes: .required("PERCENT"), usual: "100", "Instances, as a percentage of the usual number."),
            OptionSpec("only", takes: .required("NAME"), "Workloads whose name contains NAME."),
            OptionSpec(
                "long",
                "Also 'parked': the one-task throughput beside 10,000,000 waiting instances and beside 10,000, in turns. "
                    + "Takes minutes and some gigabytes."),
            OptionSpec(
                "brokers", takes: .required("HOST:PORT,…"),
                "Measure on these brokers of Kafka, not on the embedded log."),
            OptionSpec(
                "broker-pid", takes: .required("PID"), "The broker's process, to tell its share of the processor."),
            OptionSpec(
                "peer",
                "With --brokers: also the same work on Kafka Streams, in turns, by the program that SLUICE_PEER names."),
            CommonOptions.json,
        ],
        examples: [
            .init("sluice bench", "All workloads but the long one."),
            .init("sluice bench --only one-task --runs 3 --json", "Some of them."),
            .init("sluice bench --long --only parked --scale 10", "A million parked instances."),
        ],
        exits: [
            .init(.no, "a workload failed, or a count was wrong"), .init(.io, "a process or a file could not be made"),
            .init(.unavailable, "there is no peer to compare with"),
        ]
    ) { context in
        switch BenchRole.ofThisProcess {
        case .run(let workload, let runs, let percent, let isLast):
            guard let workload = BenchWorkloads.find(workload) else {
                throw CommandError(.internal, "no workload \(workload.quotedForMessage)")
            }
            try workload.run(BenchRun(runs: runs, scale: Double(percent) / 100, isLast: isLast))
        case .node(let holds, let count, let folder):
            try BenchRestartNode(folder: folder, count: count, holds: holds).run()
        case .limit(let folder): try BenchLimitNode(folder: folder).run()
        case .parked(let parked, let instances):
            try BenchParkedNode(parked: parked, instances: instances).run()
        case .group(let workload, let isBare, let runs, let percent, let bootstrap, let pid):
            guard let workload = GroupWorkloads.find(workload) else {
                throw CommandError(.internal, "no workload \(workload.quotedForMessage)")
            }
            let run = BenchRun(runs: runs, scale: Double(percent) / 100, isLast: true)
            let brokers = BenchBrokers(bootstrap: bootstrap, pid: pid)
            if isBare { try workload.runBare(run, on: brokers) } else { try workload.run(run, on: brokers) }
        case .groupParked(let parked, let instances, let bootstrap):
            try GroupParkedNode(
                parked: parked, instances: instances, brokers: BenchBrokers(bootstrap: bootstrap)
            ).run()
        case .groupNode(let application, let bootstrap, let folder):
            try GroupNode(brokers: BenchBrokers(bootstrap: bootstrap), application: application, folder: folder).run()
        case nil: try report(context)
        }
        return .ok
    }

    private static func report(_ context: CommandContext) throws(CommandError) {
        let runs = try context.invocation.count("runs", 1...100) ?? 5
        let percent = try context.invocation.count("scale", 1...10_000) ?? 100
        let only = context.invocation.text("only") ?? ""
        if let bootstrap = context.invocation.text("brokers") {
            let pid = try context.invocation.count("broker-pid", 1...Int(Int32.max))
            let peer = try context.invocation.has("peer") ? BenchPeer.find() : nil
            let report = GroupBenchReport(
                brokers: BenchBrokers(bootstrap: bootstrap, pid: pid), runs: runs, percent: percent,
                output: BenchOutput(isJSON: context.isJSON), peer: peer)
            return try report.make(try chosen(GroupWorkloads.all, only, name: \.name))
        }
        guard !context.invocation.has("peer") else {
            throw CommandError(
                .usage, "--peer compares on brokers", hint: "Say --brokers too, or ./dev bench --kafka --peer.")
        }
        let all = BenchWorkloads.usual + (context.invocation.has("long") ? BenchWorkloads.long : [])
        try BenchReport(runs: runs, percent: percent, output: BenchOutput(isJSON: context.isJSON)).make(
            try chosen(all, only, name: \.name))
    }

    private static func chosen<Workload>(
        _ all: [Workload], _ only: String, name: (Workload) -> String
    ) throws(CommandError) -> [Workload] {
        let chosen = all.filter { only.isEmpty || name($0).contains(only) }
        guard !chosen.isEmpty else {
            throw CommandError(
                .usage, "no workload has \(only.quotedForMessage) in its name",
                hint: "They are \(all.map(name).joinedForMessage()).")
        }
        return chosen
    }
}
