import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

/// A node that shares the slots of an application with others, and answers its parent about itself.
struct GroupNode {
    let brokers: BenchBrokers
    let application: String
    let folder: String

    static let workflows: [any AnyWorkflow] = [BenchWorkflows.waiting, BenchWorkflows.counting]

    func run() throws {
        let log = try KafkaLog.connect(
            brokers.settings(application: application, folder: folder), sink: StandardErrorLog())
        defer { log.close() }
        var settings = NodeSettings()
        let id = NodeID(host: "bench", folder: folder)
        settings.membership = MembershipSettings(node: id)
        let registrations = try Registrations.of(GroupNode.workflows)
        let node = Node(log: log, registrations: registrations, settings: settings, sink: StandardErrorLog())
        node.start()
        defer { node.stop() }
        // Whoever has partition 0 deploys; the others find it done.
        let client = Client(log: log)
        for registration in registrations {
            _ = try node.deploy(registration.definition, through: client, timeout: 60_000)
        }
        while let word = readLine() {
            switch word {
            case "state": say(GroupNodeState(node, id: id).line)
            case "rest": say("\(BenchRest.rest("a node"))")
            default: return say("\(node.stop())")
            }
        }
    }

    private func say(_ line: String) {
        StandardOutput.line(line)
        StandardOutput.flush()
    }
}
