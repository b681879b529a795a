import Glibc

/// A cluster and a group of nodes, made, loaded, broken, left alone, and checked.
package final class Phase {
    let place: Place
    let plan: PhasePlan
    var dice: Dice
    var report: PhaseReport
    let handovers: Handovers
    var brokers: BrokerSet?
    var nodes: [FaultedNode] = []
    private var load: Offspring?
    /// Loads of one instance that kills each.
    var poisons: [(process: Offspring, kind: Kind)] = []
    var poisonedAt: Int64 = 0
    let say: (String) -> Void
    private let isInterrupted: () -> Bool

    package init(
        _ plan: PhasePlan, _ place: Place, _ dice: Dice, say: @escaping (String) -> Void,
        isInterrupted: @escaping () -> Bool
    ) {
        self.plan = plan
        self.place = place
        self.dice = dice
        self.say = say
        self.isInterrupted = isInterrupted
        report = PhaseReport(plan)
        handovers = Handovers(place.effects, partitions: place.partitions)
    }

    package func run() -> PhaseReport {
        let began = Monotonic.now()
        do throws(ChaosError) {
            try begin()
            for number in 0..<plan.samples { try sample(nodes[number % nodes.count]) }
            try fault()
            try calm()
            try endLoads()
            try check()
            try stop()
        } catch {
            report.problems.append(error.description)
        }
        for node in nodes {
            node.end()
            report.problems += node.unexpected
            report.deaths += node.traps
            report.stops.clean += node.stops.clean
            report.stops.unclean += node.stops.unclean
            report.failedStarts += node.failedStarts
        }
        load?.signal(SIGKILL)
        brokers?.remove()
        report.seconds = Int((Monotonic.now() - began) / 1_000_000)
        return report
    }

    // MARK: time

    /// Lets time pass until `condition` holds.
    func wait(_ what: String, seconds: Int, until condition: () throws(ChaosError) -> Bool) throws(ChaosError) {
        let deadline = Monotonic.now() + Int64(seconds) * 1_000_000
        while true {
            let now = Monotonic.now()
            try brokers?.tick(now)
            for node in nodes { try node.tick(now) }
            handovers.follow()
            if try condition() { return }
            if isInterrupted() { throw ChaosError("interrupted") }
            if let load, let end = load.poll() {
                throw ChaosError("the load ended: \(end); see \(place.folder)/load.log")
            }
            guard now < deadline else { throw ChaosError("not within \(seconds) s: \(what)") }
            usleep(5_000)
        }
    }

    func pass(_ milliseconds: Int) throws(ChaosError) {
        let end = Monotonic.now() + Int64(milliseconds) * 1_000
        try wait("time", seconds: milliseconds / 1_000 + 60) { Monotonic.now() >= end }
    }

    // MARK: the course of it

    private func begin() throws(ChaosError) {
        say("brokers=\(plan.brokers) nodes=\(plan.nodes): starting")
        setenv("CHAOS_EFFECTS", place.effects, 1)
        // A backtrace takes seconds, and nobody reads it.
        setenv("SWIFT_BACKTRACE", "enable=no", 1)
        brokers = try BrokerSet(place, count: plan.brokers)
        for number in 1...plan.nodes {
            nodes.append(try FaultedNode("node\(number)", place, brokers: plan.brokers))
            try nodes.last!.start()
        }
        try wait("the nodes are ready", seconds: 300) { () throws(ChaosError) in
            for node in nodes where try !TextFile.read(node.log).contains("ready") { return false }
            return true
        }
        load = try Offspring(
            loader("\(place.folder)/ledger") + ["--rate", "\(plan.rate)"], output: "\(place.folder)/load.log")
        try wait("all partitions work", seconds: 300) { handovers.current.allSatisfy { $0 != nil } }
    }

    func loader(_ ledger: String) -> [String] {
        place.network.inside("client") + [
            place.runner, "load", "--brokers", place.brokers(plan.brokers), "--topic", place.events, "--partitions",
            "\(place.partitions)", "--ledger", ledger,
        ]
    }

    /// Waits until everything runs again.
    private func calm() throws(ChaosError) {
        say("calm")
        try wait("all brokers and nodes run", seconds: 300) {
            brokers?.areUp == true && nodes.allSatisfy { $0.isUp(for: 2_000_000, Monotonic.now()) }
        }
        try wait("what kills is set aside", seconds: 300) { deaths >= deathsDue }
        try wait("all brokers and nodes run", seconds: 300) {
            nodes.allSatisfy { $0.isUp(for: 2_000_000, Monotonic.now()) }
        }
    }

    private func endLoads() throws(ChaosError) {
        guard let load else { return }
        self.load = nil
        load.signal(SIGTERM)
        for process in [load] + poisons.map(\.process) {
            var end: Offspring.End?
            try wait("everything that was sent is acknowledged", seconds: 300) {
                end = process.poll()
                return end != nil
            }
            guard end == .exited(0) else { throw ChaosError("a load ended: \(end!); see \(place.folder)/load.log") }
        }
        let said = try TextFile.read("\(place.folder)/load.log").split(separator: "=").last ?? ""
        report.rate = Int(said.filter(\.isNumber)) ?? 0
    }
}
