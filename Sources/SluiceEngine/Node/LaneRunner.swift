import SluiceKernel
import Synchronization

/// Runs the lane of one slot on a thread of its own.
///
/// By itself it opens the slot, and opens it again when the lane is over. On command, where nodes share slots, it opens the
/// slot when it is told to, and once the lane is over it waits to be told again: who joins a slot unasked may take it from
/// another.
final class LaneRunner: Sendable {
    enum Command {
        /// Leave the slot alone.
        case rest
        case run
        /// Checkpoint, and fold nothing more.
        case drain
        /// The same without delay, then rest.
        case release
        /// End the thread.
        case stop
    }

    struct State {
        var command: Command
        /// Counts the openings that were commanded: an older one ends.
        var opening: UInt64 = 0
        var statistics = LaneStatistics()
        var health = SlotHealth()
        var positions: [(partition: Int, next: Int64, hash: StateHash)] = []
        var standing: [Int] = []
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
        /// Set aside besides what this process died of.
        var settingAside: Set<TransitionID> = []
    }

    let slot: Int
    let latch = Latch()
    let state: Mutex<State>
    private let log: any EventLog
    private let registry: DefinitionRegistry
    private let dispatcher: any TaskDispatcher & Sendable
    private let announcements: DefinitionAnnouncements
    private let settings: LaneSettings
    private let sink: any LogSink
    private let notes: CrashNotes?
    /// Who commands it; nil: it runs by itself.
    let commander: (any Waker)?

    /// - Parameter commander: is woken when the lane opens, closes or fails; nil: it opens its slot by itself.
    init(
        slot: Int, log: any EventLog, registry: DefinitionRegistry, dispatcher: any TaskDispatcher & Sendable,
        announcements: DefinitionAnnouncements, settings: LaneSettings, sink: any LogSink, notes: CrashNotes?,
        commander: (any Waker)? = nil
    ) {
        self.slot = slot
        self.log = log
        self.registry = registry
        self.dispatcher = dispatcher
        self.announcements = announcements
        self.settings = settings
        self.sink = sink
        self.notes = notes
        self.commander = commander
        state = Mutex(State(command: commander == nil ? .run : .rest))
    }

    func start() -> OSThread { OSThread.start("sluice-lane-\(slot)") { [self] in run() } }

    private func run() {
        let attempts = Attempts(failures: FailureLog(sink), note: notes?.takeSlot())
        while true {
            switch state.withLock({ $0.command }) {
            case .stop: return end(attempts)
            case .rest, .release: rest()
            case .run, .drain: runLane(attempts)
            }
        }
    }

    private func end(_ attempts: Attempts) {
        guard !attempts.hasSpoken else { return }
        // No lane: what a failed one had folded is folded again by the next, and counts as not committed.
        state.withLock { $0.isClean = $0.fault == nil }
    }

    /// What one opening of the slot hands to the next.
    private final class Attempts {
        var reopening = Reopening()
        /// The last lane was closed in order, and has said whether everything folded is committed.
        var hasSpoken = false
        let failures: FailureLog
        let note: NoteSlot?

        init(failures: FailureLog, note: NoteSlot?) {
            self.failures = failures
            self.note = note
        }
    }

    private func rest() {
        state.withLock { state in
            if state.command == .release { state.command = .rest }
            // What a slot that was given up had not committed is for its next holder.
            state.isClean = state.fault == nil
        }
        commander?.wake()
        while state.withLock({ $0.command == .rest }) { latch.wait(microseconds: 1_000_000) }
    }

    /// Opens the slot and steps its lane until the lane fails, or is told to end.
    private func runLane(_ attempts: Attempts) {
        var opening: (any LaneLog)?
        let begun = Clock.monotonic()
        attempts.hasSpoken = false
        let (number, setAside) = state.withLock { ($0.opening, $0.settingAside) }
        do {
            let opened = try log.open(slot: slot, waker: latch)
            opening = opened
            defer { dispatcher.drop(opened.partitions) }
            let skipped = setAside.union(notes?.skipped ?? [])
            let lane = try Lane(
                slot: slot, log: opened, eventLog: log, registry: registry, dispatcher: dispatcher, waker: latch,
                crash: CrashWatch(slot: attempts.note, skipped: skipped), definitions: announcements,
                settings: settings, failures: attempts.failures)
            note(lane, now: Clock.wall())
            state.withLock { $0.isOpen = $0.opening == number && $0.command != .rest }
            commander?.wake()
            try drive(lane, opening: number)
            let (isClean, positions, statistics) = (lane.isClean, lane.positions, lane.statistics)
            lane.close()
            attempts.hasSpoken = true
            state.withLock { state in
                state.isOpen = false
                state.isCaughtUp = false
                // One that was opened again and has not got to where it failed has committed nothing of that.
                state.isClean = isClean && state.fault == nil
                state.positions = commander == nil ? positions : []
                state.statistics = commander == nil ? statistics : LaneStatistics()
            }
        } catch {
            opening?.close()
            failed(error, attempts, opening: number, after: Clock.monotonic() - begun)
        }
    }

    private func failed(_ error: any Error, _ attempts: Attempts, opening number: UInt64, after ran: Int64) {
        state.withLock { state in
            state.isCaughtUp = false
            state.isDrained = false
            state.isClean = false
            state.restarts += 1
            if commander != nil {
                state.statistics = LaneStatistics()
                state.positions = []
            }
            // One that was told to end meanwhile has nothing more to say.
            guard state.opening == number, state.command != .rest else { return }
            state.isOpen = false
            state.fault = ("\(error)", (error as? LaneFault)?.lastingPartition)
            if commander != nil && state.command != .stop { state.command = .rest }
        }
        guard commander == nil else { return }
        let (pause, isNew) = attempts.reopening.failed("\(error)", after: ran)
        if isNew {
            sink.log(
                .error, "lane stopped; its slot is opened again, later each time",
                [("slot", "\(slot)"), ("reason", "\(error)")])
        }
        wait(microseconds: pause)
    }

    /// Waits before the slot is opened again. What wakes a lane does not shorten it; the end of the node does.
    private func wait(microseconds: Int64) {
        let end = Clock.monotonic() + microseconds
        while state.withLock({ $0.command }) != .stop {
            let left = end - Clock.monotonic()
            if left <= 0 { return }
            latch.wait(microseconds: left)
        }
    }

    private func drive(_ lane: Lane, opening number: UInt64) throws {
        var lastReport: Int64 = 0
        while true {
            let now = Clock.wall()
            let (command, isCurrent) = state.withLock { ($0.command, $0.opening == number) }
            guard isCurrent else { return }
            switch command {
            case .stop, .rest: return
            case .drain: lane.drain()
            case .release: lane.drain(fetchTime: 0)
            case .run: break
            }
            let wake = try lane.step(now: now)
            if wake != .now || now - lastReport > 5 {
                lastReport = now
                note(lane, now: now)
            }
            if command == .release && lane.hasDrained { return }
            if case .at(let time) = wake { latch.wait(microseconds: max(0, time - Clock.wall()) * 1_000) }
        }
    }

    private func note(_ lane: Lane, now: Int64) {
        let horizon = state.withLock { $0.drainedHorizon }
        let statistics = lane.statistics
        let positions = lane.positions
        let health = lane.health(now: now)
        let standing = lane.standing
        let isCaughtUp = lane.isCaughtUp
        let isDrained = horizon.map { lane.isDrained(horizon: now + $0) } ?? false
        let isClean = lane.hasDrained
        state.withLock {
            $0.statistics = statistics
            $0.health = health
            $0.positions = positions
            $0.standing = standing
            $0.isDrained = isDrained
            $0.isClean = isClean
            $0.isCaughtUp = isCaughtUp
            // A lane that fails again where it failed before never gets there.
            if isCaughtUp { $0.fault = nil }
        }
    }
}
