import Sluice
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// A node of ``GroupParked``: fills itself with waiting instances, then measures as often as it is told to.
struct GroupParkedNode {
    let parked: Int
    let instances: Int
    let brokers: BenchBrokers

    func run() throws {
        let runner = BenchmarkWorkflows.oneTaskOnBytes
        let application = try GroupApplication("parked", on: brokers)
        defer { application.close() }
        let registrations = try Registrations.of([BenchWorkflows.waiting, runner])
        let waiting = WaitingInstances(count: parked)
        let start = Clock.monotonic()
        var filled = 0.0
        try application.prepare(registrations) { node in
            try waiting.feed(application.log)
            try node.wait(for: parked, "instances started") { $0.instancesStarted }
            filled = Double(parked) / (Double(Clock.monotonic() - start) / 1e6)
        }
        say("ready", filled)
        var runs: [String] = []
        while let word = readLine() {
            switch word {
            case "rest": say("rested", BenchRest.rest("the node with \(parked) waiting instances"))
            case "run":
                runs.append("run-\(runs.count + 1)-")
                try measure(application, runner, registrations, prefix: runs.last!)
            default:
                // The node's own: what comes now reads all that is committed.
                let memory = ProcessUsage.peakMemory()
                try waiting.check(application.log)
                for prefix in runs {
                    try OutcomeCheck(settings: application.settings, prefix: prefix, count: instances).check()
                }
                return say("memory", memory)
            }
        }
    }

    private func measure(
        _ application: GroupApplication, _ workflow: any AnyWorkflow, _ registrations: [Registration], prefix: String
    ) throws {
        try BenchFeeder(entries: 1).feed(
            application.log, workflow: workflow.name, prefix: prefix, count: instances, input: BenchPayload.purchase)
        let node = application.node(registrations)
        defer { node.stop() }
        let drain = GroupDrain(node: node, brokers: brokers, what: "instances ended")
        let span = try drain.measure(upTo: instances) { $0.instancesEnded }
        node.stop()
        say("rate", Double(instances) / span.seconds)
    }

    private func say(_ word: String, _ value: Double) {
        StandardOutput.line("\(word) \(value)")
        StandardOutput.flush()
    }
}
