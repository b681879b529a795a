import SluiceTestKit

/// All workloads, in the order of the report.
enum BenchWorkloads {
    static let usual: [any BenchWorkload] = [
        BenchThroughput(
            name: "one-task-bytes", workflow: BenchmarkWorkflows.oneTaskOnBytes, instances: 600_000, eventsEach: 2,
            stepsEach: nil, input: BenchPayload.purchase, hasLimit: true),
        BenchThroughput(
            name: "one-task-codable", workflow: BenchmarkWorkflows.oneTaskCodable, instances: 150_000, eventsEach: 2,
            stepsEach: nil, input: BenchPayload.purchase, hasLimit: false),
        BenchThroughput(
            name: "benchmark-a-tasks", workflow: BenchmarkWorkflows.graphAAsTasks, instances: 20_000, eventsEach: 21,
            stepsEach: ("tasks", 20), input: BenchPayload.integer, hasLimit: false),
        BenchThroughput(
            name: "benchmark-a-transforms", workflow: BenchmarkWorkflows.graphAAsTransforms, instances: 150_000,
            eventsEach: 1, stepsEach: ("transforms", 20), input: BenchPayload.integer, hasLimit: false),
        BenchLatency(workflow: BenchmarkWorkflows.chain, perSecond: 100),
        BenchLatency(workflow: BenchmarkWorkflows.chain, perSecond: 2_000),
        BenchRestart(instances: 10_000),
    ]

    /// Takes minutes and gigabytes.
    static let long: [any BenchWorkload] = [BenchParked(many: 10_000_000, instances: 150_000)]

    static func find(_ name: String) -> (any BenchWorkload)? { (usual + long).first { $0.name == name } }
}
