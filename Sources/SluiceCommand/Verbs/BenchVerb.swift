import SluiceEngine
import SluiceTestKit

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
        let runs = try context.invocation.count("runs", 1...100) ?? 5
        let percent = try context.invocation.count("scale", 1...10_000) ?? 100
        let only = context.invocation.text("only") ?? ""
        let isJSON = context.invocation.has("json")
        if !isJSON { StandardOutput.write(BenchTable.header) }
        let run = BenchRun(
            runs: runs, scale: Double(percent) / 100,
            report: { StandardOutput.write((isJSON ? $0.json : BenchTable.row($0)) + "\n") },
            progress: { StandardError.write("bench: \($0)\n") })
        for workload in throughput(run) where only.isEmpty || workload.name.contains(only) { try workload.measure(run) }
        for rate in [100, 2_000] {
            let workload = BenchLatency(
                name: "chain-5", workflow: BenchmarkWorkflows.chain, perSecond: rate, seconds: percent >= 100 ? 6 : 3)
            if only.isEmpty || workload.name.contains(only) { try workload.measure(run) }
        }
        return .ok
    }

    private static func throughput(_ run: BenchRun) -> [BenchThroughput] {
        [
            BenchThroughput(
                name: "one-task-bytes", workflow: BenchmarkWorkflows.oneTaskOnBytes, instances: run.count(150_000),
                eventsEach: 2, stepsEach: nil, input: BenchPayload.purchase, hasLimit: true),
            BenchThroughput(
                name: "one-task-codable", workflow: BenchmarkWorkflows.oneTaskCodable, instances: run.count(150_000),
                eventsEach: 2, stepsEach: nil, input: BenchPayload.purchase, hasLimit: false),
            BenchThroughput(
                name: "benchmark-a-tasks", workflow: BenchmarkWorkflows.graphAAsTasks, instances: run.count(20_000),
                eventsEach: 21, stepsEach: 20, input: BenchPayload.integer, hasLimit: false),
            BenchThroughput(
                name: "benchmark-a-transforms", workflow: BenchmarkWorkflows.graphAAsTransforms,
                instances: run.count(150_000), eventsEach: 1, stepsEach: 20, input: BenchPayload.integer,
                hasLimit: false),
        ]
    }
}
