import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

/// From when a start was due to when a reader of committed records has what its instance published, exactly once, at a steady
/// rate: with the settings as they are, and with `node.output_interval` set for it.
struct OutputLatency: GroupWorkload {
    private static let perSecond = 100
    private static let prefix = "told-"
    /// Milliseconds.
    private static let interval: Int64 = 5

    let name = "output@\(perSecond)"

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = OutputLatency.perSecond * (run.scale >= 1 ? 12 : 4)
        for (label, interval) in [("default ", nil), ("configured ", OutputLatency.interval)] {
            let application = try GroupApplication("output", on: brokers)
            defer { application.close() }
            let workflow = BenchWorkflows.telling(to: application.published)
            let node = try application.start(try Registrations.of([workflow])) { settings in
                if let interval { settings.lane.outputInterval = interval }
            }
            defer { node.stop() }
            let sorted = try PublishedLatency(
                application: application, workflow: workflow.name, prefix: OutputLatency.prefix,
                perSecond: OutputLatency.perSecond, count: count
            ).measure()
            node.stop()
            try PublishedCheck(application: application, prefix: OutputLatency.prefix, count: count).check()
            LatencyFigures(sorted: sorted).tell(run, before: label)
        }
    }
}
