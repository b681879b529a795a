import SluiceEngine
import SluiceKernel

/// `sluice bench`
enum BenchVerb {
    static let verb = Verb(
        "bench", "Measure throughput and latency on this machine.",
        details: """
            Each workload runs on a fresh embedded log in the temporary folder, appends durable. Figures are medians over the
            runs; ratios decide, since machines differ and are noisy. 'of_limit' is the share of what RocksDB alone reaches in the
            same run with the same keys and values, batches and syncs, and no engine. Build for release first.
            """,
        options: [
            OptionSpec("runs", takes: .required("N"), usual: "5", "Runs of each workload, 1 to 100."),
            OptionSpec(
                "scale", takes: .required("PERCENT"), usual: "100", "Instances, as a percentage of the usual number."),
            OptionSpec("only", takes: .required("NAME"), "Workloads whose name contains NAME."),
            CommonOptions.json,
        ],
        examples: [
            .init("sluice bench", "All workloads."),
            .init("sluice bench --only one-task --runs 3 --json", "Some of them."),
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
        case nil: try report(context)
        }
        return .ok
    }

    private static func report(_ context: CommandContext) throws(CommandError) {
        let runs = try context.invocation.count("runs", 1...100) ?? 5
        let percent = try context.invocation.count("scale", 1...10_000) ?? 100
        let only = context.invocation.text("only") ?? ""
        let all = BenchWorkloads.usual
        let chosen = all.filter { only.isEmpty || $0.name.contains(only) }
        guard !chosen.isEmpty else {
            throw CommandError(
                .usage, "no workload has \(only.quotedForMessage) in its name",
                hint: "They are \(all.map(\.name).joinedForMessage()).")
        }
        try BenchReport(runs: runs, percent: percent, isJSON: context.isJSON).make(chosen)
    }
}
