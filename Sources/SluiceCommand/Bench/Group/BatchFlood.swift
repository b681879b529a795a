import Sluice
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization

/// What interactive work feels of a flood of `batch`: the latency of a chain of five tasks without it and while it lasts, in one
/// run.
struct BatchFlood: GroupWorkload {
    let name = "batch-flood"
    let starts: Int
    /// Chains a second, and seconds of each half.
    private static let perSecond = 100
    private static let seconds = 8
    private static var chains: Int { perSecond * seconds }

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = run.count(starts)
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        let log = application.log
        let (chain, flood) = (BenchmarkWorkflows.chain, BenchmarkWorkflows.oneTaskOnBytes)
        let node = try application.start(try Registrations.of([chain, flood]))
        defer { node.stop() }

        let calm = try latency(log, chain.name, "calm-")
        let failure = Mutex<String?>(nil)
        let feeder = OSThread.start("flood") {
            do {
                try BenchFeeder(topic: .batch).feed(
                    log, workflow: flood.name, prefix: "batch-", count: count, input: BenchPayload.purchase)
            } catch { failure.withLock { $0 = "\(error)" } }
        }
        let before = node.statistics.instancesEnded
        let flooded = try latency(log, chain.name, "flooded-")
        let during = node.statistics.instancesEnded - before
        feeder.join()
        if let failure = failure.withLock({ $0 }) { throw CommandError(.no, failure) }
        try node.wait(for: count + 2 * BatchFlood.chains, "instances ended") { $0.instancesEnded }
        node.stop()
        for (prefix, count) in [("calm-", BatchFlood.chains), ("flooded-", BatchFlood.chains), ("batch-", count)] {
            try OutcomeCheck(settings: application.settings, prefix: prefix, count: count).check()
        }
        run.tell("flooded p99 / calm p99", "ratio", Double(flooded.p99) / Double(calm.p99))
        calm.tell(run, before: "calm ")
        flooded.tell(run, before: "flooded ")
        run.tell("batch meanwhile", "instances", Double(during) - Double(min(during, UInt64(BatchFlood.chains))))
    }

    private func latency(_ log: any EventLog, _ workflow: String, _ prefix: String) throws -> LatencyFigures {
        LatencyFigures(
            sorted: try ChainLatency(
                log: log, workflow: workflow, prefix: prefix, perSecond: BatchFlood.perSecond, count: BatchFlood.chains
            ).measure())
    }
}
