import Sluice
import SluiceEmbedded
import SluiceEngine

/// From the append of a start to the answer at its end, at a steady rate.
struct BenchLatency: BenchWorkload {
    let workflow: any AnyWorkflow
    let perSecond: Int
    var name: String { "\(workflow.name)@\(perSecond)" }

    func run(_ run: BenchRun) throws {
        let engine = try BenchEngine([workflow])
        defer { engine.close() }
        let latency = ChainLatency(
            log: engine.log, workflow: workflow.name, prefix: "chain-", perSecond: perSecond,
            count: perSecond * (run.scale >= 1 ? 6 : 3))
        let sorted = try latency.measure()
        run.tell("latency p50", "ms", Double(sorted[sorted.count / 2]) / 1_000)
        run.tell("latency p99", "ms", Double(sorted[sorted.count * 99 / 100]) / 1_000)
        run.tell("memory", "MB", ProcessUsage.peakMemory())
    }
}
