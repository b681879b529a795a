import Sluice
import SluiceEngine
import SluiceKafka
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

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = run.count(starts)
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        let log = try KafkaLog.connect(brokers.settings(name, folder: folder), sink: StandardErrorLog())
        defer { log.close() }
        let (chain, flood) = (BenchmarkWorkflows.chain, BenchmarkWorkflows.oneTaskOnBytes)
        let registrations = try Registrations.of([chain, flood])
        let node = Node(log: log, registrations: registrations, sink: StandardErrorLog())
        node.start()
        defer { node.stop() }
        for registration in registrations { _ = try node.deploy(registration.definition, through: Client(log: log)) }

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
        let chains = UInt64(BatchFlood.perSecond * BatchFlood.seconds)
        try awaitEnd(of: UInt64(count) + 2 * chains, node)
        run.tell("flooded p99 / calm p99", "ratio", Double(p99(flooded)) / Double(p99(calm)))
        run.tell("calm p50", "ms", Double(calm[calm.count / 2]) / 1_000)
        run.tell("calm p99", "ms", Double(p99(calm)) / 1_000)
        run.tell("flooded p50", "ms", Double(flooded[flooded.count / 2]) / 1_000)
        run.tell("flooded p99", "ms", Double(p99(flooded)) / 1_000)
        run.tell("batch meanwhile", "instances", Double(during - min(during, chains)))
    }

    private func latency(_ log: any EventLog, _ workflow: String, _ prefix: String) throws -> [Int64] {
        try ChainLatency(
            log: log, workflow: workflow, prefix: prefix, perSecond: BatchFlood.perSecond,
            count: BatchFlood.perSecond * BatchFlood.seconds
        ).measure()
    }

    private func p99(_ sorted: [Int64]) -> Int64 { sorted[sorted.count * 99 / 100] }

    /// - Throws: when some of the flood do not end.
    private func awaitEnd(of count: UInt64, _ node: Node) throws {
        var moved = (ended: UInt64(0), at: Clock.monotonic())
        while node.statistics.instancesEnded < count {
            let ended = node.statistics.instancesEnded
            if ended != moved.ended { moved = (ended, Clock.monotonic()) }
            guard Clock.monotonic() - moved.at < 60_000_000 else {
                throw CommandError(.no, "\(ended) of \(count) instances ended, and none in the last minute")
            }
            Latch().wait(microseconds: 2_000)
        }
    }
}
