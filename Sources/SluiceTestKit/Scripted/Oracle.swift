package import SluiceEngine
package import SluiceKernel

/// Folds the events of a world's log again, plainly and without faults: what the stores must hold.
package enum Oracle {
    /// How the second fold is cut.
    package enum Cut: CaseIterable {
        case checkpointAfterEveryRecord
        case oneCheckpoint
        /// A cache of nothing: each instance is read from the store again and again.
        case tinyCache
    }

    /// State cells of each partition after a fold of all events that `broker` holds. What its stores say was set aside is
    /// set aside again.
    package static func fold(
        _ broker: ScriptedBroker, _ plan: NodePlan, cut: Cut, limits: [Int64]? = nil
    ) -> (stores: [ScriptedStore], violations: [String]) {
        let clock = VirtualClock(now: 0)
        let agenda = Agenda()
        let trace = Trace(clock: clock, isOn: false)
        let copy = broker.copyOfEvents(clock: clock, agenda: agenda, trace: trace)
        if let limits { copy.cut(events: limits) }
        var plan = plan
        plan.crash.skipped.formUnion(setAside(broker.stores.map(\.keys)))
        var violations: [String] = []
        let log = ScriptedLog(broker: copy, monitor: PortMonitor(trace: trace), name: "oracle")
        for slot in 0..<broker.shape.slots {
            do {
                try fold(slot, log, plan, cut, clock: clock, agenda: agenda)
            } catch {
                violations.append("the plain fold of slot \(slot) fails: \(error)")
            }
        }
        return (copy.stores, violations)
    }

    /// The transitions that were set aside, by the keys of each partition's cells: a replay cannot do without.
    package static func setAside(_ keys: [[[UInt8]]]) -> Set<TransitionID> {
        var found: Set<TransitionID> = []
        for (partition, keys) in keys.enumerated() {
            for key in keys {
                if let transition = TransitionID(partition: partition, setAsideBy: key) { found.insert(transition) }
            }
        }
        return found
    }

    private static func fold(
        _ slot: Int, _ log: ScriptedLog, _ plan: NodePlan, _ cut: Cut, clock: VirtualClock, agenda: Agenda
    ) throws {
        var settings = LaneSettings()
        switch cut {
        case .checkpointAfterEveryRecord:
            settings.dirtyInstances = 0
            settings.dirtyBytes = 0
            settings.pollBytes = 1
        case .oneCheckpoint: settings.checkpointInterval = .max / 4
        case .tinyCache:
            settings.dirtyInstances = 3
            settings.pollBytes = 200
            settings.cacheBytes = 0
        }
        // Offers no task: nothing is run, and nothing appended.
        let none = ScriptedDispatcher(log: log, tasks: [], ledger: ScriptedDispatcher.Ledger(), waker: LaneWaker())
        let opened = try log.open(slot: slot, waker: LaneWaker())
        let lane = try Lane(
            slot: slot, log: opened, eventLog: log, registry: plan.registry, dispatcher: none, waker: LaneWaker(),
            crash: plan.crash, settings: settings)
        for _ in 0..<100_000 {
            let wake = try lane.step(now: clock.now)
            clock.advance(to: clock.now + 1)
            _ = agenda.run(dueAt: clock.now)
            let unread = log.shape.partitions(of: slot).contains { opened.end($0) > lane.position(of: $0) }
            if wake != .now && !unread { lane.drain() }
            if !unread && lane.isClean { return }
        }
        throw LogError(.io, "the fold does not end")
    }

    /// Whether the stores of a world hold exactly what a plain fold of the events below their positions gives, and whether
    /// each position's hash is the sum over the cells.
    package static func check(_ world: World, _ plan: NodePlan, cuts: [Cut] = Cut.allCases) -> [String] {
        var violations = world.violations.list
        let stores = world.broker.stores
        for (partition, store) in stores.enumerated() { violations += hashViolations(store, partition, "the store") }
        let limits = stores.map(\.position.next)
        for cut in cuts {
            let (folded, more) = fold(world.broker, plan, cut: cut, limits: limits)
            violations += more
            for partition in stores.indices {
                violations += hashViolations(folded[partition], partition, "\(cut)")
                if let difference = difference(stores[partition], folded[partition]) {
                    violations.append("partition \(partition), \(cut): \(difference)")
                }
            }
        }
        return violations
    }

    private static func hashViolations(_ store: ScriptedStore, _ partition: Int, _ what: String) -> [String] {
        let sum = stateHash(store)
        if sum == store.position.hash { return [] }
        return [
            "partition \(partition), \(what): the position's hash is \(store.position.hash), the cells sum to \(sum)"
        ]
    }

    package static func stateHash(_ store: ScriptedStore) -> StateHash {
        var sum = StateHash()
        for (key, value) in zip(store.keys, store.values) where CellKey.Kind(rawValue: key[0])?.isState ?? true {
            sum.add(key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } })
        }
        return sum
    }

    /// The first cell that two stores do not agree on; indexes too, since they follow from the state.
    package static func difference(_ left: ScriptedStore, _ right: ScriptedStore) -> String? {
        if left.position.next != right.position.next {
            return "position \(left.position.next) and \(right.position.next)"
        }
        var (at, other) = (0, 0)
        while at < left.count || other < right.count {
            let key = at < left.count ? left.keys[at] : nil
            let second = other < right.count ? right.keys[other] : nil
            if let key, let second, key == second {
                if left.values[at] != right.values[other] { return "cell \(name(key)) differs" }
                (at, other) = (at + 1, other + 1)
            } else if let key, second.map({ ScriptedStore.precedes(key, $0) }) ?? true {
                return "cell \(name(key)) is in the store and not in the plain fold"
            } else {
                return "cell \(name(second!)) is in the plain fold and not in the store"
            }
        }
        return nil
    }

    private static func name(_ key: [UInt8]) -> String {
        let kind = CellKey.Kind(rawValue: key[0]).map { "\($0)" } ?? "?"
        return "\(kind) \(String(decoding: key.dropFirst(), as: UTF8.self).filter { $0 >= " " })"
    }
}
