import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization

/// How fast a node with an empty disk has the state of waiting instances back from the topic, all slots at once. Each partition
/// must come out with the position and the state hash that the node had which made it.
struct GroupRestore: GroupWorkload {
    let name = "restore"
    let instances: Int

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = run.count(instances)
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        var positions: [(partition: Int, next: Int64, hash: StateHash)] = []
        try fill(application, count, &positions)
        application.disconnect()

        var settings = application.settings
        settings.data = application.folder + "/other"
        let log = try KafkaLog.connect(settings, sink: StandardErrorLog())
        defer { log.close() }
        let (span, restored) = try open(log, brokers)
        for (partition, next, hash) in positions {
            guard let position = restored[partition], position.next == next, position.hash == hash else {
                throw CommandError(.no, "partition \(partition) was restored to another state than it had")
            }
        }
        let records = log.restores.records
        guard records >= count, log.restores.loads == log.shape.partitions else {
            throw CommandError(.no, "\(records) records were restored for \(count) instances")
        }
        span.tell(run, "cells restored", records, of: "cell")
        run.tell("until all slots are open", "s", span.seconds)
        run.tell("memory", "MB", ProcessUsage.peakMemory())
    }

    private func fill(
        _ application: GroupApplication, _ count: Int,
        _ positions: inout [(partition: Int, next: Int64, hash: StateHash)]
    ) throws {
        let waiting = WaitingInstances(count: count)
        let node = try application.start(try Registrations.of([BenchWorkflows.waiting]))
        defer { node.stop() }
        try waiting.feed(application.log)
        try node.wait(for: count, "instances started") { $0.instancesStarted }
        guard node.stop() else { throw CommandError(.no, "the node stopped without a last checkpoint") }
        positions = node.positions
        try waiting.check(application.log)
    }

    /// - Returns: what it took until the last slot was open, and where each partition stands.
    private func open(
        _ log: KafkaLog, _ brokers: BenchBrokers
    ) throws -> (span: GroupSpan, positions: [Int: Position]) {
        struct Opened {
            var span: GroupSpan?
            var positions: [Int: Position] = [:]
            var failure: LogError?
        }
        let opened = Mutex(Opened())
        let start = GroupMoment(on: brokers)
        let threads = (0..<log.shape.slots).map { slot in
            OSThread.start("open-\(slot)") {
                do throws(LogError) {
                    let lane = try log.open(slot: slot, waker: Latch())
                    let positions = lane.partitions.map { ($0, lane.position($0)) }
                    opened.withLock {
                        // That of the last one stays.
                        $0.span = GroupSpan(since: start, on: brokers)
                        $0.positions.merge(positions) { $1 }
                    }
                    lane.close()
                } catch { opened.withLock { $0.failure = error } }
            }
        }
        for thread in threads { thread.join() }
        let all = opened.withLock { $0 }
        if let failure = all.failure { throw failure }
        guard let span = all.span else { throw CommandError(.internal, "the log has no slot") }
        return (span, all.positions)
    }
}
