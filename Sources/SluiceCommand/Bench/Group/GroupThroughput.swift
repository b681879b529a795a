import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization

/// How many instances of a workflow end in a second on Kafka, everything committed: a backlog of starts, a record each, is
/// in the topic before the node begins.
struct GroupThroughput: GroupWorkload {
    let name: String
    let workflow: any AnyWorkflow
    let instances: Int
    /// Tasks or transforms of an instance, where those are what counts.
    let stepsEach: (what: String, count: Int)?
    let input: @Sendable (Int, inout [UInt8]) -> Void
    /// What the same events would be with no engine; nil: nothing to compare with.
    let bare: BareFold.Load?
    let peer: BenchPeer.Load?
    var hasLimit: Bool { bare != nil }

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = run.count(instances)
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        let log = try KafkaLog.connect(brokers.settings(name, folder: folder), sink: StandardErrorLog())
        defer { log.close() }
        let registrations = try Registrations.of([workflow])
        let first = Node(log: log, registrations: registrations, sink: StandardErrorLog())
        first.start()
        for registration in registrations { _ = try first.deploy(registration.definition, through: Client(log: log)) }
        guard first.stop() else { throw CommandError(.no, "the node that deployed stopped without a checkpoint") }
        try BenchFeeder(entries: 1).feed(log, workflow: workflow.name, prefix: "order-", count: count, input: input)

        let node = Node(log: log, registrations: registrations, sink: StandardErrorLog())
        node.watchDrained(within: 1_000)
        node.start()
        defer { node.stop() }
        let pause = Latch()
        var start = Clock.monotonic()
        var cpu = brokers.processorTime
        while node.statistics.events == 0 {
            (start, cpu) = (Clock.monotonic(), brokers.processorTime)
            pause.wait(microseconds: 2_000)
        }
        var moved = (ended: UInt64(0), at: start)
        while !node.isDrained || node.statistics.instancesEnded < UInt64(count) {
            let ended = node.statistics.instancesEnded
            if ended != moved.ended { moved = (ended, Clock.monotonic()) }
            guard Clock.monotonic() - moved.at < 60_000_000 else {
                throw CommandError(.no, "\(ended) of \(count) instances ended, and none in the last minute")
            }
            pause.wait(microseconds: 2_000)
        }
        let rate = Double(count) / (Double(Clock.monotonic() - start) / 1e6)
        let spent = brokers.processorTime
        run.tell(
            "instances", "1/s", rate, cpu: Double(spent.own - cpu.own + spent.brokers - cpu.brokers) / Double(count))
        run.tell("processor, own", "us/instance", Double(spent.own - cpu.own) / Double(count))
        run.tell("processor, broker", "us/instance", Double(spent.brokers - cpu.brokers) / Double(count))
        if let stepsEach { run.tell(stepsEach.what, "1/s", rate * Double(stepsEach.count)) }
        run.tell("memory", "MB", ProcessUsage.peakMemory())
    }

    func runBare(_ run: BenchRun, on brokers: BenchBrokers) throws {
        guard let bare else { throw CommandError(.internal, "\(name) has no limit") }
        let count = run.count(instances)
        let folder = try Folder.temporary()
        defer { Folder.remove(folder) }
        let settings = brokers.settings("bare-\(name)", folder: folder)
        let log = try KafkaLog.connect(settings, sink: StandardErrorLog())
        try BenchFeeder(entries: 1).feed(log, workflow: workflow.name, prefix: "order-", count: count, input: input)
        log.close()
        let fold = try BareFold(
            settings, folder: folder + "/store", instances: count, load: bare, sink: StandardErrorLog())
        let begun = Mutex((time: Int64(0), cpu: brokers.processorTime))
        try fold.run { begun.withLock { $0 = (Clock.monotonic(), brokers.processorTime) } }
        let (start, cpu) = begun.withLock { $0 }
        let spent = brokers.processorTime
        run.tell(
            "limit: no engine", "1/s", Double(count) / (Double(Clock.monotonic() - start) / 1e6),
            cpu: Double(spent.own - cpu.own + spent.brokers - cpu.brokers) / Double(count))
        run.tell("limit: processor, own", "us/instance", Double(spent.own - cpu.own) / Double(count))
        run.tell("limit: processor, broker", "us/instance", Double(spent.brokers - cpu.brokers) / Double(count))
    }
}
