package import SluiceEngine

/// A process of a world: a connection to the log, a dispatcher, and the unchanged lanes of some slots.
package final class ScriptedNode {
    struct Place {
        var slot: Int
        var lane: Lane?
        var waker = LaneWaker()
        /// When to step, or to open again.
        var at: Int64 = 0
    }

    package let name: String
    package let log: ScriptedLog
    package let dispatcher: ScriptedDispatcher
    private(set) var places: [Place]
    private let plan: NodePlan
    /// Not stepped while it sleeps: what wakes up after its slot was taken is a zombie.
    package var isAsleep = false
    /// Faults that ended lanes, in order; those of fenced and broken commits too.
    package private(set) var faults: [LaneFault] = []

    package init(_ plan: NodePlan, name: String, log: ScriptedLog, ledger: ScriptedDispatcher.Ledger) {
        self.plan = plan
        self.name = name
        self.log = log
        dispatcher = ScriptedDispatcher(log: log, tasks: plan.tasks, ledger: ledger, waker: LaneWaker())
        places = plan.slots.map { Place(slot: $0) }
    }

    package func lane(_ slot: Int) -> Lane? { places.first { $0.slot == slot }?.lane }

    /// What its lanes counted since they were opened.
    package var statistics: LaneStatistics {
        var sum = LaneStatistics()
        for place in places { if let lane = place.lane { sum.add(lane.statistics) } }
        return sum
    }

    /// Steps what is due. Returns whether anything wants to go on at once.
    func step(now: Int64) -> Bool {
        dispatcher.pump()
        var again = false
        for index in places.indices where !log.isDead {
            let isWoken = places[index].waker.take()
            guard isWoken || places[index].at <= now else { continue }
            do {
                if try stepPlace(index, now: now) { again = true }
            } catch {
                places[index].lane = nil
                faults.append(error)
                log.broker.trace.note("\(name) slot \(places[index].slot) is over: \(error)")
                if case .lost(let reason) = error, reason.code != .fenced {
                    places[index].at = now + plan.reopenAfter
                } else {
                    places[index].at = .max
                }
                _ = places[index].waker.take()
            }
        }
        return again
    }

    private func stepPlace(_ index: Int, now: Int64) throws(LaneFault) -> Bool {
        guard let lane = places[index].lane else {
            guard places[index].at <= now else { return false }
            let opened: any LaneLog
            do throws(LogError) {
                opened = try log.open(slot: places[index].slot, waker: places[index].waker)
            } catch {
                throw .lost(error)
            }
            places[index].lane = try Lane(
                slot: places[index].slot, log: opened, eventLog: log, registry: plan.registry, dispatcher: dispatcher,
                waker: places[index].waker, crash: plan.crash, settings: plan.laneSettings, failures: plan.failures,
                checker: plan.checker)
            return true
        }
        switch try lane.step(now: now) {
        case .now:
            places[index].at = now
            return true
        case .at(let time):
            places[index].at = time
            return false
        }
    }

    /// When it next wants to be stepped by itself.
    var next: Int64 { places.reduce(.max) { min($0, $1.waker.isWoken ? 0 : $1.at) } }

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
