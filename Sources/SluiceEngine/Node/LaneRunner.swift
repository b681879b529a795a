import SluiceKernel
import Synchronization

/// Runs the lane of one slot on a thread of its own: opens it, steps it, and opens it again when it is over.
final class LaneRunner: Sendable {
    private enum Command { case run, drain, stop }

    private struct State {
        var command = Command.run
        var statistics = LaneStatistics()
        var positions: [(partition: Int, next: Int64, hash: StateHash)] = []
        var isDrained = false
        /// Everything folded is committed, and nothing more is folded.
        var isClean = false
        var isOpen = false
        /// Everything that was there when the lane opened is folded.
        var isCaughtUp = false
        var restarts: UInt64 = 0
        /// Why the lane failed, and the partition that it is of when opening the slot again does not help.
        var fault: (reason: String, lastingPartition: Int?)?
        var drainedHorizon: Int64?
    }

    let slot: Int
    let latch = Latch()
    private let state = Mutex(State())
    private let log: any EventLog
    private let registry: DefinitionRegistry
    private let dispatcher: any TaskDispatcher & Sendable
    private let settings: LaneSettings
    private let sink: any LogSink
    private let notes: CrashNotes?

    init(
        slot: Int, log: any EventLog, registry: DefinitionRegistry, dispatcher: any TaskDispatcher & Sendable,
        settings: LaneSettings, sink: any LogSink, notes: CrashNotes?
    ) {
        self.slot = slot
        self.log = log
        self.registry = registry
        self.dispatcher = dispatcher
        self.settings = settings
        self.sink = sink
        self.notes = notes
    }

    func start() -> OSThread { OSThread.start("sluice-lane-\(slot)") { [self] in run() } }

    private func run() {
        var reopening = Reopening()
        let failures = FailureLog(sink)
        let crash = CrashWatch(slot: notes?.takeSlot(), skipped: notes?.skipped ?? [])
        while state.withLock({ $0.command }) != .stop {
            var opening: (any LaneLog)?
            let begun = Clock.monotonic()
            do {
                let opened = try log.open(slot: slot, waker: latch)
                opening = opened
                let lane = try Lane(
                    slot: slot, log: opened, eventLog: log, registry: registry, dispatcher: dispatcher, waker: latch,
                    crash: crash, settings: settings, failures: failures)
                state.withLock { $0.isOpen = true }
                try drive(lane)
                let (isClean, positions, statistics) = (lane.isClean, lane.positions, lane.statistics)
                lane.close()
                return state.withLock {
                    $0.isOpen = false
                    $0.isCaughtUp = false
                    // One that was opened again and has not got to where it failed has committed nothing of that.
                    $0.isClean = isClean && $0.fault == nil
                    $0.positions = positions
                    $0.statistics = statistics
                }
            } catch {
                opening?.close()
                let (pause, isNew) = reopening.failed("\(error)", after: Clock.monotonic() - begun)
                state.withLock {
                    $0.isOpen = false
                    $0.isCaughtUp = false
                    $0.isDrained = false
                    $0.isClean = false
                    $0.restarts += 1
                    $0.fault = ("\(error)", (error as? LaneFault)?.lastingPartition)
                }
                if isNew {
                    sink.log(
                        .error, "lane stopped; its slot is opened again, later each time",
                        [("slot", "\(slot)"), ("reason", "\(error)")])
                }
                rest(microseconds: pause)
            }
        }
        // No lane: what a failed one had folded is folded again by the next, and counts as not committed.
        state.withLock { $0.isClean = $0.fault == nil }
    }

    /// Waits before the slot is opened again. What wakes a lane does not shorten it; the end of the node does.
    private func rest(microseconds: Int64) {
        let end = Clock.monotonic() + microseconds
        while state.withLock({ $0.command }) != .stop {
            let left = end - Clock.monotonic()
            if left <= 0 { return }
            latch.wait(microseconds: left)
        }
    }

    private func drive(_ lane: Lane) throws {
        var lastReport: Int64 = 0
        while true {
            let now = Clock.wall()
            let command = state.withLock { $0.command }
            if command == .stop { return }
            if command == .drain { lane.drain() }
            let wake = try lane.step(now: now)
            let horizon = state.withLock { $0.drainedHorizon }
            if wake != .now || now - lastReport > 5 {
                lastReport = now
                let statistics = lane.statistics
                let positions = lane.positions
                let isCaughtUp = lane.isCaughtUp
                let isDrained = horizon.map { lane.isDrained(horizon: now + $0) } ?? false
                let isClean = lane.hasDrained
                state.withLock {
                    $0.statistics = statistics
                    $0.positions = positions
                    $0.isDrained = isDrained
                    $0.isClean = isClean
                    $0.isCaughtUp = isCaughtUp
                    // A lane that fails again where it failed before never gets there.
                    if isCaughtUp { $0.fault = nil }
                }
            }
            if case .at(let time) = wake { latch.wait(microseconds: max(0, time - Clock.wall()) * 1_000) }
        }
    }

    // MARK: from other threads

    var report: LaneReport {
        state.withLock { state in
            LaneReport(
                slot: slot, isOpen: state.isOpen, isReady: state.isCaughtUp && state.fault == nil,
                restarts: state.restarts, fault: state.fault?.reason, statistics: state.statistics,
                positions: state.positions.map { ($0.partition, $0.next) })
        }
    }

    func drain() { command(.drain) }
    func stop() { command(.stop) }

    private func command(_ command: Command) {
        state.withLock { $0.command = command }
        latch.wake()
    }

    /// Asks to tell, from now on, whether nothing is due within `milliseconds`.
    func watchDrained(within milliseconds: Int64) { state.withLock { $0.drainedHorizon = milliseconds } }

    var statistics: LaneStatistics { state.withLock { $0.statistics } }
    var positions: [(partition: Int, next: Int64, hash: StateHash)] { state.withLock { $0.positions } }
    var isDrained: Bool { state.withLock { $0.isDrained } }
    /// Of a lane that drains: whether it is done. Of one that was stopped: whether everything folded is committed.
    var isClean: Bool { state.withLock { $0.isClean } }
    var isOpen: Bool { state.withLock { $0.isOpen } }
    var fault: String? { state.withLock { $0.fault?.reason } }
    /// Why one of the lane's partitions is not folded.
    func stop(of partition: Int) -> LaneStop? {
        state.withLock { state in
            state.fault.map { LaneStop(reason: $0.reason, isLasting: $0.lastingPartition == partition) }
        }
    }
    var restarts: UInt64 { state.withLock { $0.restarts } }
}
