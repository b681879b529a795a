import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

/// SIGKILL of one of two nodes beside very many waiting instances, while the other stands by for its slot: how long until its
/// partitions go on, seen by a client that starts instances on them.
struct GroupTakeover: GroupWorkload {
    /// Of each round: some on every partition.
    private static let starts = 200

    let name = "takeover"
    let instances: Int

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let count = run.count(instances)
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        let nodes = try ["one", "two"].map { try GroupNodeProcess(of: application, $0) }
        _ = try GroupNodeProcess.wait(nodes, for: "a slot each") { $0.allSatisfy { $0.slots.count == 1 } }
        let waiting = WaitingInstances(count: count)
        try waiting.feed(application.log)
        let states = try GroupNodeProcess.wait(nodes, for: "\(count) instances, and copies of them") { states in
            states.reduce(0) { $0 + $1.started } == count && states[0].warm == states[1].slots
                && states[1].warm == states[0].slots
        }
        for node in nodes { try node.rest() }
        let client = EndedReplies(application.log, workflow: BenchWorkflows.counting.name)
        _ = try client.run(GroupTakeover.starts, prefix: "before-", patience: 30_000_000)

        nodes[0].kill()
        let killed = Clock.monotonic()
        let ended = try client.run(GroupTakeover.starts, prefix: "after-", patience: 60_000_000)
        let orphaned = BenchBrokers.shape.partitions(of: states[0].slots[0])
        let its = ended.filter { orphaned.contains($0.partition) }
        guard Set(its.map(\.partition)) == Set(orphaned), let first = its.map(\.ended).min(),
            let last = its.map(\.ended).max()
        else { throw CommandError(.internal, "no instance was started on some partition") }
        let other = ended.filter { !orphaned.contains($0.partition) }.map(\.ended).max() ?? killed

        let after = try GroupNodeProcess.wait([nodes[1]], for: "both slots") { $0[0].slots.count == 2 }
        guard after[0].slots == [0, 1] else {
            throw CommandError(.no, "the node that is left has slots \(after[0].slots)")
        }
        try nodes[1].end()
        try waiting.check(application.log)
        for prefix in ["before-", "after-"] {
            try OutcomeCheck(settings: application.settings, prefix: prefix, count: GroupTakeover.starts).check()
        }
        run.tell("first transition", "s", Double(first - killed) / 1e6)
        run.tell("all its partitions", "s", Double(last - killed) / 1e6)
        run.tell("partitions of the other", "s", Double(other - killed) / 1e6)
    }
}
