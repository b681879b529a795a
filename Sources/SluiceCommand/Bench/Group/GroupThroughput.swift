import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization

/// How many instances of a workflow end in a second on Kafka, everything committed: a backlog of starts, a record each, is
/// in the topic before the node begins.
struct GroupThroughput: GroupWorkload {
    private static let prefix = "order-"

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
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        let registrations = try Registrations.of([workflow])
        try application.prepare(registrations)
        try feed(application.log, count)
        let node = application.node(registrations)
        defer { node.stop() }
        let drain = GroupDrain(node: node, brokers: brokers, what: "instances ended")
        let span = try drain.measure(upTo: count) { $0.instancesEnded }
        let memory = ProcessUsage.peakMemory()
        node.stop()
        try OutcomeCheck(settings: application.settings, prefix: GroupThroughput.prefix, count: count).check()
        span.tell(run, "instances", count, of: "instance")
        if let stepsEach { run.tell(stepsEach.what, "1/s", Double(count * stepsEach.count) / span.seconds) }
        run.tell("memory", "MB", memory)
    }

    func runBare(_ run: BenchRun, on brokers: BenchBrokers) throws {
        guard let bare else { throw CommandError(.internal, "\(name) has no limit") }
        let count = run.count(instances)
        let application = try GroupApplication("bare-\(name)", on: brokers)
        defer { application.close() }
        try feed(application.log, count)
        application.disconnect()
        let span = try GroupBare(application: application, brokers: brokers).measure(count, bare)
        // What a bare fold gives out is the event that it had, filled up.
        try OutcomeCheck(
            settings: application.settings, prefix: GroupThroughput.prefix, count: count, holding: ""
        ).check()
        span.tell(run, "limit: no engine", count, of: "instance", before: "limit: ")
    }

    private func feed(_ log: any EventLog, _ count: Int) throws {
        try BenchFeeder(entries: 1).feed(
            log, workflow: workflow.name, prefix: GroupThroughput.prefix, count: count, input: input)
    }
}
