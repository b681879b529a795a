package import SluiceKernel

/// One process's share of the work: the lanes of its slots, and the pool that runs in-process tasks.
package final class Node: LaneWatch {
    package let log: any EventLog
    package let pool: TaskPool
    private let registry: DefinitionRegistry
    private let runners: [LaneRunner]
    /// nil: all slots are this node's.
    private let membership: MembershipKeeper?
    private let maintenance: LogMaintenance
    private let settings: NodeSettings
    private let sink: any LogSink
    private let threads: Threads

    private final class Threads: Sendable {
        // Written by whoever starts and stops the node, one after the other.
        nonisolated(unsafe) var all: [OSThread] = []
    }

    package init(
        log: any EventLog, registrations: [Registration] = [], offers: [String: TaskOffer] = [:],
        settings: NodeSettings = NodeSettings(), sink: any LogSink = SilentLog(), notes: CrashNotes? = nil,
        onAttempt: (@Sendable (TaskIdentity, Bool) -> Void)? = nil
    ) {
        self.log = log
        self.settings = settings
        self.sink = sink
        var all = offers
        // Registrations of one program were checked against each other: bodies of one name are the same.
        for registration in registrations { all.merge(registration.tasks) { first, _ in first } }
        let permit = settings.membership == nil ? DispatchPermit.unlimited() : DispatchPermit.none()
        pool = TaskPool(
            log: log, offers: all, settings: settings.pool, notes: notes, permit: permit, onAttempt: onAttempt)
        registry = DefinitionRegistry(registrations)
        let announcements: DefinitionAnnouncements = settings.membership == nil ? .unshared() : .none()
        let commander = settings.membership.map { _ in Latch() }
        runners = (0..<log.shape.slots).map { [pool, registry] slot in
            LaneRunner(
                slot: slot, log: log, registry: registry.forLane(), dispatcher: pool,
                announcements: announcements, settings: settings.lane.share(of: log.shape.slots), sink: sink,
                notes: notes, commander: commander)
        }
        membership = settings.membership.map { [pool, registry, runners] membership in
            MembershipKeeper(
                settings: membership, log: log, lanes: NodeLanes(runners), pool: pool, permit: permit,
                announcements: announcements, registry: registry, marks: notes?.transitions ?? [], latch: commander!,
                sink: sink)
        }
        maintenance = LogMaintenance(log: log, interval: settings.maintenanceInterval, sink: sink)
        threads = Threads()
        for case .attempt(let identity, let queue, let partition) in notes?.marked ?? [] {
            sink.log(
                .error, "a task body ended the process; its attempt fails",
                Node.facts(identity, queue: queue, all.keys, registrations) + [("attempt", identity.idempotencyKey)])
            pool.report(
                TaskFailure(type: TaskFailure.nodeLostType, message: "the node died while it ran this attempt"),
                identity,
                partition: partition)
        }
        for transition in notes?.skipped ?? [] {
            sink.log(
                .error, "a transition that ended the process again and again is set aside",
                [("partition", "\(transition.partition)"), ("offset", "\(transition.offset)")])
        }
    }

    /// What is known of an attempt before the log is read: its instance, and its task, workflow and step where this program still
    /// has them.
    static func facts(
        _ identity: TaskIdentity, queue: UInt64, _ offers: some Sequence<String>, _ registrations: [Registration]
    ) -> [(String, String)] {
        var facts = [("instance", String(decoding: identity.instance, as: UTF8.self))]
        guard let task = offers.first(where: { TaskPool.queue(of: $0) == queue }) else { return facts }
        let definitions = registrations.map(\.definition).filter { definition in
            guard Int(identity.step) < definition.steps.count,
                case .task(let settings, _) = definition.steps[Int(identity.step)].kind
            else { return false }
            return settings.task == task
        }
        // Of a task that several workflows share, the note does not tell which it was.
        if definitions.count == 1, let definition = definitions.first {
            facts.append(("workflow", "\(definition.name)@\(definition.version)"))
            facts.append(("step", definition.steps[Int(identity.step)].name))
        }
        return facts + [("task", task)]
    }

    package func start() {
        awaitReports()
        threads.all = runners.map { $0.start() } + [maintenance.start()]
        if let membership { threads.all.append(membership.start()) }
    }

    /// A body that ended the process is handed out again by lanes that do not know of it: the log must know before they open.
    private func awaitReports() {
        let deadline = Clock.monotonic() + 30_000_000
        while pool.busy > 0 {
            guard Clock.monotonic() < deadline else {
                return sink.log(.error, "the log does not take the failure of an attempt that ended the process", [])
            }
            pauseBriefly()
        }
    }

    /// Stops intake, lets running tasks end for as long as the settings say, takes a last checkpoint, and ends the lanes. A node
    /// that shares its slots gives them to others first, within that time.
    ///
    /// - Returns: whether everything folded is committed.
    @discardableResult
    package func stop() -> Bool {
        let deadline = Clock.monotonic() + settings.drainTime * 1_000
        handOver(until: deadline)
        pool.stop()
        while pool.busy > 0 && Clock.monotonic() < deadline { pauseBriefly() }
        for runner in runners { runner.drain() }
        let checkpointDeadline = Clock.monotonic() + Node.checkpointTime
        while !runners.allSatisfy({ !$0.isOpen || $0.isClean }) && Clock.monotonic() < checkpointDeadline {
            pauseBriefly()
        }
        maintenance.stop()
        membership?.stop()
        for runner in runners { runner.stop() }
        for thread in threads.all { thread.join() }
        threads.all = []
        // Each lane said so with its last word, after which it folded nothing.
        return runners.allSatisfy { $0.isClean }
    }

    /// Microseconds that the last checkpoints of all lanes may take.
    private static let checkpointTime: Int64 = 10_000_000

    /// Slots go to others while their tasks still run here: no slot stands still for the sake of one attempt.
    private func handOver(until deadline: Int64) {
        guard let membership, !threads.all.isEmpty else { return }
        membership.leave(by: deadline)
        while !membership.hasLeft && Clock.monotonic() < deadline + Node.checkpointTime { pauseBriefly() }
    }

    /// Deploys a definition, unless this node could not run it: its lanes could neither fold an instance of it nor go past.
    ///
    /// - Throws: ``ClientError/rejected(_:)`` with the reason and what to do.
    /// - Returns: its sequence number, and whether it was there already.
    package func deploy(
        _ definition: Definition, through client: Client, timeout: Int64 = 10_000
    ) throws -> (sequence: Int64, wasThere: Bool) {
        if let refusal = registry.refusal(of: definition) { throw ClientError.rejected(refusal) }
        return try client.deploy(definition, timeout: timeout)
    }

    private func pauseBriefly() { Latch().wait(microseconds: 2_000) }

    /// From here on ``isDrained`` tells whether nothing is unread, running, or due within `milliseconds`.
    package func watchDrained(within milliseconds: Int64) {
        for runner in runners { runner.watchDrained(within: milliseconds) }
    }

    package var isDrained: Bool { slots.allSatisfy { runners[$0].isDrained } && pool.busy == 0 }

    /// Whether every slot that is this node's is open; of one that shares them, whether it knows which these are.
    package var isOpen: Bool {
        guard let membership else { return runners.allSatisfy { $0.isOpen } }
        return isSettled && membership.slots.allSatisfy { runners[$0].isOpen }
    }

    /// Whether it knows which slots are its own.
    package var isSettled: Bool { membership.map { $0.view != nil } ?? true }

    /// Slots that are this node's.
    package var slots: [Int] { membership?.slots ?? Array(runners.indices) }

    /// How nodes and slots look from here; nil: the node has its log alone, or has not seen enough of the others yet.
    package var membershipView: MembershipView? { membership?.view }

    /// Why the node takes no part any more; nil: it does.
    package var membershipEnd: LogError? { membership?.end }

    /// Faults of lanes that are not open now.
    package var faults: [String] { runners.compactMap { $0.fault } }

    package func stop(of partition: Int) -> LaneStop? {
        runners.first { log.shape.partitions(of: $0.slot).contains(partition) }?.stop(of: partition)
    }

    /// Deployed definitions with steps that are Swift closures which this program does not hold: a lane stops at the first
    /// event of an instance of one.
    ///
    /// - Throws: when the log cannot be read.
    package func definitionsWithoutCode() throws(LogError) -> [(definition: Definition, steps: [String])] {
        try DeployedDefinitions.read(log).compactMap { definition in
            let steps = registry.stepsWithoutCode(definition)
            return steps.isEmpty ? nil : (definition, steps)
        }
    }

    package var statistics: LaneStatistics {
        var sum = LaneStatistics()
        for runner in runners { sum.add(runner.statistics) }
        return sum
    }

    /// How each lane of this node is, in the order of their slots.
    package var lanes: [LaneReport] { slots.map { runners[$0].report } }

    /// Why the node is not ready, for people, one reason a lane; none: each folds what is new.
    package var hindrances: [String] {
        if let end = membershipEnd { return [end.message] }
        guard isSettled else { return ["the other nodes are not known yet"] }
        return lanes.compactMap { lane in
            if lane.isReady { return nil }
            let reason = lane.fault ?? (lane.isOpen ? "folds what was there when it opened" : "is being opened")
            return "slot \(lane.slot): \(reason)"
        }
    }

    package var restarts: UInt64 { runners.reduce(0) { $0 + $1.restarts } }

    package var positions: [(partition: Int, next: Int64, hash: StateHash)] { runners.flatMap { $0.positions } }
}
