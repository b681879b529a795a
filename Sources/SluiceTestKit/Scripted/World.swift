package import SluiceEngine
package import SluiceKernel

/// A scripted log, virtual time, and nodes of the unchanged engine, all in one thread and all chosen by a seed.
package final class World {
    package let seed: UInt64
    package let clock: VirtualClock
    package let agenda = Agenda()
    package let trace: Trace
    package let monitor: PortMonitor
    package let broker: ScriptedBroker
    package private(set) var nodes: [ScriptedNode] = []
    package let ledger = ScriptedDispatcher.Ledger()
    /// Milliseconds from a crash until the node is there again; nil: it stays away.
    package var restartAfter: Int64? = 200
    package private(set) var crashes = 0
    /// What the checking folds of all lanes found.
    package let violations = Violations()
    private var started = 0
    /// It ran in circles once: running it on would take as long again and tell nothing.
    private var isStuck = false

    /// What a check found wrong.
    package final class Violations {
        package private(set) var list: [String] = []
        package init() {}
        package func note(_ violation: String) { if list.count < 20 { list.append(violation) } }
    }

    package init(
        seed: UInt64 = 1, shape: LogShape = LogShape(partitions: 1, slots: 1),
        settings: BrokerSettings = BrokerSettings(), traces: Bool = true
    ) {
        self.seed = seed
        clock = VirtualClock()
        trace = Trace(clock: clock, isOn: traces)
        monitor = PortMonitor(trace: trace)
        broker = ScriptedBroker(
            shape: shape, clock: clock, agenda: agenda, trace: trace, seed: seed, settings: settings)
    }

    /// Adds a node. Its folds are checked by replay unless `checks` is off.
    @discardableResult
    package func start(_ plan: NodePlan, checks: Bool = true) -> ScriptedNode {
        var plan = plan
        if checks, plan.checker == nil {
            plan.checker = { [violations] host in ReplayChecker(host: host) { violations.note($0) } }
        }
        let node = ScriptedNode(plan, name: nextName(), log: connect(), ledger: ledger)
        nodes.append(node)
        return node
    }

    private func nextName() -> String { "n\(started)" }

    private func connect() -> ScriptedLog {
        defer { started += 1 }
        return ScriptedLog(broker: broker, monitor: monitor, name: nextName())
    }

    /// Ends a node at once, as SIGKILL would.
    package func kill(_ node: ScriptedNode) { node.log.die() }

    // MARK: what comes from outside

    /// Appends records of the `events` partition that each event's instance belongs to.
    package func send(_ events: ScriptedEvent...) { for event in events { send(event, partition: nil) } }

    package func send(_ event: ScriptedEvent, partition: Int?) {
        let home = event.read { _, event in broker.shape.partition(of: event.instance) }
        broker.append(AppendRecord(partition: partition ?? home, value: event.record))
    }

    /// Appends events to `batch`, one record for each partition that they belong to.
    package func batch(_ events: [ScriptedEvent]) {
        let shape = broker.shape
        for partition in 0..<shape.partitions {
            let own = events.filter { $0.read { _, event in shape.partition(of: event.instance) } == partition }
            if own.isEmpty { continue }
            broker.append(AppendRecord(topic: .batch, partition: partition, value: ScriptedEvent.pack(own)))
        }
    }

    package func send(record: [UInt8], partition: Int) {
        broker.append(AppendRecord(partition: partition, value: record))
    }

    /// Puts a definition into its topic, from which the holder of partition 0 feeds it.
    package func deploy(_ definition: Definition) {
        let document = DefinitionWriter.canonicalJSON(definition)
        broker.append(AppendRecord(topic: .definitions, partition: 0, value: document))
    }

    /// Does something at a virtual time from now.
    package func after(_ milliseconds: Int64, _ action: @escaping () -> Void) {
        agenda.schedule(at: clock.now + milliseconds, action)
    }

    // MARK: running

    /// Runs until nothing happens any more and nothing is due within `milliseconds` from now, for at most `rounds`.
    ///
    /// - Returns: whether it came to rest.
    @discardableResult
    package func settle(within milliseconds: Int64 = 0, rounds: Int = 20_000) -> Bool {
        if isStuck { return false }
        let horizon = clock.now + milliseconds
        for _ in 0..<rounds {
            if round() { continue }
            if agenda.isEmpty, isQuiet(horizon: max(horizon, clock.now)) { return true }
            guard moveOn(to: .max) else { return isQuiet(horizon: max(horizon, clock.now)) }
        }
        isStuck = true
        violations.note("the world does not come to rest; last:\n\(trace.tail(20))")
        return false
    }

    /// Runs for so many milliseconds of virtual time, for at most `rounds`.
    package func run(for milliseconds: Int64, rounds: Int = 20_000) {
        if isStuck { return }
        let end = clock.now + milliseconds
        for left in (0..<rounds).reversed() {
            if left == 0 {
                isStuck = true
                violations.note("the world runs in circles; last:\n\(trace.tail(20))")
            }
            if round() { continue }
            guard moveOn(to: end) else { break }
        }
        clock.advance(to: end)
    }

    /// Called after each step of a node.
    package var onStep: ((ScriptedNode) -> Void)?

    /// One round at the present time. Returns whether more is to be done at once.
    private func round() -> Bool {
        var again = agenda.run(dueAt: clock.now)
        for node in nodes where !node.isAsleep && !node.log.isDead {
            if node.step(now: clock.now) { again = true }
            onStep?(node)
        }
        bury()
        return again
    }

    private func moveOn(to limit: Int64) -> Bool {
        var next = agenda.next ?? .max
        for node in nodes where !node.isAsleep { next = min(next, node.next) }
        if next == .max || next > limit { return false }
        clock.advance(to: next)
        return true
    }

    private func bury() {
        for (index, node) in nodes.enumerated().reversed() where node.log.isDead {
            nodes.remove(at: index)
            crashes += 1
            guard let restartAfter else { continue }
            after(restartAfter) { [self] in
                let name = nextName()
                nodes.append(node.again(name: name, log: connect(), ledger: ledger))
            }
        }
    }

    package func isQuiet(horizon: Int64) -> Bool {
        nodes.allSatisfy { $0.isAsleep || $0.isQuiet(horizon: horizon) }
    }

    /// Faults of all nodes that are there now, but for lost slots.
    package var faults: [LaneFault] {
        nodes.flatMap(\.faults).filter { if case .lost = $0 { false } else { true } }
    }
}
