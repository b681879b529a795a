import Sluice
import SluiceEngine
import SluiceKernel

/// From when a start was due to the answer at the end of its instance, at a steady rate on Kafka.
struct GroupLatency: GroupWorkload {
    private static let prefix = "chain-"

    let workflow: any AnyWorkflow
    let perSecond: Int
    var name: String { "\(workflow.name)@\(perSecond)" }

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let application = try GroupApplication(workflow.name, on: brokers)
        defer { application.close() }
        let node = try application.start(try Registrations.of([workflow]))
        defer { node.stop() }
        let count = perSecond * (run.scale >= 1 ? 12 : 4)
        let start = GroupMoment(on: brokers)
        let sorted = try ChainLatency(
            log: application.log, workflow: workflow.name, prefix: GroupLatency.prefix, perSecond: perSecond,
            count: count
        ).measure()
        let span = GroupSpan(since: start, on: brokers)
        node.stop()
        try OutcomeCheck(settings: application.settings, prefix: GroupLatency.prefix, count: count).check()
        LatencyFigures(sorted: sorted).tell(run)
        span.tellProcessor(run, count, of: "instance")
    }
}
