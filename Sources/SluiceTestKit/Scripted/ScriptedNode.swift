package import SluiceEngine

/// A process of a world: a connection to the log, a dispatcher, and the unchanged lanes of some slots; where nodes share the
/// slots, the unchanged membership too.
package final class ScriptedNode {
    struct Place {
        var slot: Int
        var lane: Lane?
        var waker = LaneWaker()
        /// When to step, or to open again.
        var at: Int64 = 0
        /// Whether the lane may run: where slots are shared, only once it is told to.
        var isWanted = true
        var isReleasing = false
        var settingAside: Set<TransitionID> = []
        /// Why the lane failed, and whether it will again whatever is done.
        var fault: (reason: String, isLasting: Bool)?
    }

    package let name: String
    package let log: ScriptedLog
    package let dispatcher: ScriptedDispatcher
    var places: [Place]
    let plan: NodePlan
    /// Not stepped while it sleeps: what wakes up after its slot was taken is a zombie.
    package var isAsleep = false
    /// Faults that ended lanes, in order; those of fenced and broken commits too.
    package private(set) var faults: [LaneFault] = []
    /// nil: it shares no slots, or has not begun.
    package internal(set) var driver: MembershipDriver?
    let driverWaker = LaneWaker()
    var driverAt: Int64 = 0
    let permit: DispatchPermit
    let announcements: DefinitionAnnouncements
    let survey: DefinitionSurvey

    package init(_ plan: NodePlan, name: String, log: ScriptedLog, ledger: ScriptedDispatcher.Ledger) {
        self.plan = plan
        self.name = name
        self.log = log
        let isShared = plan.membership != nil
        permit = isShared ? .none() : .unlimited()
        announcements = isShared ? .none() : .unshared()
        survey = DefinitionSurvey(log: log, registry: plan.registry)
        dispatcher = ScriptedDispatcher(
            log: log, tasks: plan.tasks, ledger: ledger, waker: LaneWaker(), permit: permit)
        let slots = isShared ? Array(0..<log.shape.slots) : plan.slots
        places = slots.map { Place(slot: $0, at: isShared ? .max : 0, isWanted: !isShared) }
    }

    package func lane(_ slot: Int) -> Lane? { places.first { $0.slot == slot }?.lane }

    /// What its lanes counted since they were opened.
    package var statistics: LaneStatistics {
        var sum = LaneStatistics()
        for place in places { if let lane = place.lane { sum.add(lane.statistics) } }
        return sum
    }

    /// Slots whose lanes run.
    package var openSlots: [Int] { places.filter { $0.lane != nil }.map(\.slot) }

    /// Transitions that its lanes were told to set aside, each once.
    package var settingAside: Set<TransitionID> {
        places.filter { $0.lane != nil }.reduce(into: []) { $0.formUnion($1.settingAside) }
    }

    /// Steps what is due. Returns whether anything wants to go on at once.
    func step(now: Int64) -> Bool {
        dispatcher.pump()
        stepDriver(now: now)
        var again = false
        for index in places.indices where !log.isDead {
            let isWoken = places[index].waker.take()
            guard places[index].isWanted, isWoken || places[index].at <= now else { continue }
            do {
                if try stepPlace(index, now: now) { again = true }
            } catch {
                failed(index, error, now: now)
            }
        }
        return again
    }

    private func failed(_ index: Int, _ error: LaneFault, now: Int64) {
        places[index].lane = nil
        faults.append(error)
        log.broker.trace.note("\(name) slot \(places[index].slot) is over: \(error)")
        _ = places[index].waker.take()
        if plan.membership != nil {
            var isLasting = true
            if case .lost = error { isLasting = false }
            places[index].fault = ("\(error)", isLasting)
            places[index].isWanted = false
            places[index].at = .max
            driverWaker.wake()
        } else if case .lost(let reason) = error, reason.code != .fenced {
            places[index].at = now + plan.reopenAfter
        } else {
            places[index].at = .max
        }
    }

    private func stepPlace(_ index: Int, now: Int64) throws(LaneFault) -> Bool {
        guard let lane = places[index].lane else {
            guard places[index].at <= now else { return false }
            try openPlace(index)
            return true
        }
        let wake = try lane.step(now: now)
        if places[index].isReleasing && lane.hasDrained {
            rest(index)
            return false
        }
        switch wake {
        case .now:
            places[index].at = now
            return true
        case .at(let time):
            places[index].at = time
            return false
        }
    }

    private func openPlace(_ index: Int) throws(LaneFault) {
        let opened: any LaneLog
        do throws(LogError) {
            opened = try log.open(slot: places[index].slot, waker: places[index].waker)
        } catch {
            throw .lost(error)
        }
        var crash = plan.crash
        crash.skipped.formUnion(places[index].settingAside)
        places[index].lane = try Lane(
            slot: places[index].slot, log: opened, eventLog: log, registry: plan.registry, dispatcher: dispatcher,
            waker: places[index].waker, crash: crash, definitions: announcements,
            settings: plan.laneSettings, failures: plan.failures,
            checker: plan.checker)
        if plan.membership != nil { driverWaker.wake() }
    }

    /// When it next wants to be stepped by itself.
    var next: Int64 {
        let wanted = places.filter(\.isWanted)
        let first = wanted.reduce(.max) { min($0, $1.waker.isWoken ? 0 : $1.at) }
        guard plan.membership != nil else { return first }
        return driverWaker.isWoken ? 0 : min(first, driverAt)
    }

    /// Nothing runs, waits, or is due through `horizon`.
    func isQuiet(horizon: Int64) -> Bool {
        dispatcher.isQuiet
            && places.allSatisfy { $0.lane.map { $0.isDrained(horizon: horizon) } ?? ($0.at == .max) }
    }

    /// Lets go of its lanes, as the end of a process does.
    package func drop() { for index in places.indices { places[index].lane = nil } }

    /// A node like this one, as it would be started again.
    func again(name: String, log: ScriptedLog, ledger: ScriptedDispatcher.Ledger) -> ScriptedNode {
        ScriptedNode(plan, name: name, log: log, ledger: ledger)
    }
}
