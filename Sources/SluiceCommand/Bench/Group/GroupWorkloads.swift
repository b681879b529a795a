import SluiceKafka
import SluiceTestKit

/// All workloads on Kafka, in the order of the report.
enum GroupWorkloads {
    static let all: [any GroupWorkload] = [
        // Of 300 B of state, as the peer's instances have: a graph has no loops, and keeps what it was given.
        GroupAdvance(
            name: "advance", instances: 1_000_000, signals: 1, hasLimit: true,
            peer: BenchPeer.Load(name: "w1", events: 1_000_000, ids: 100_000)),
        // As often for each instance as with the peer, and so with more state.
        GroupAdvance(
            name: "advance-10", instances: 100_000, signals: 10, hasLimit: false,
            peer: BenchPeer.Load(name: "w1", events: 1_000_000, ids: 100_000)),
        GroupThroughput(
            name: "one-task-bytes", workflow: BenchmarkWorkflows.oneTaskOnBytes, instances: 300_000, stepsEach: nil,
            input: BenchPayload.purchase, bare: .oneTask,
            peer: BenchPeer.Load(name: "w2", events: 300_000)),
        GroupThroughput(
            name: "benchmark-a-tasks", workflow: BenchmarkWorkflows.graphAAsTasks, instances: 20_000,
            stepsEach: ("tasks", 20), input: BenchPayload.integer, bare: nil,
            peer: BenchPeer.Load(name: "w3a", events: 40_000)),
        GroupThroughput(
            name: "benchmark-a-transforms", workflow: BenchmarkWorkflows.graphAAsTransforms, instances: 300_000,
            stepsEach: ("transforms", 20), input: BenchPayload.integer, bare: nil,
            peer: BenchPeer.Load(name: "w3b", events: 500_000)),
        GroupLatency(workflow: BenchmarkWorkflows.chain, perSecond: 100),
        GroupLatency(workflow: BenchmarkWorkflows.chain, perSecond: 2_000),
        OutputLatency(),
        GetLatency(instances: 10_000),
        BatchFlood(starts: 200_000),
        GroupRestore(instances: 1_000_000),
        GroupTakeover(instances: 1_000_000),
        GroupParked(many: 1_000_000, instances: 300_000),
    ]

    static func find(_ name: String) -> (any GroupWorkload)? { all.first { $0.name == name } }
}
