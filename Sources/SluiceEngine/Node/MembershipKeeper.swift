import Synchronization

/// Runs the membership of a node on a thread of its own.
final class MembershipKeeper: Sendable {
    private struct State {
        /// Until when a leaving node waits, microseconds of the monotonic clock.
        var leavingEnd: Int64?
        var isStopping = false
        var hasLeft = false
        /// How it looks from here; nil: not settled yet.
        var view: MembershipView?
        var end: LogError?
        /// Slots of this node that are to be open.
        var slots: [Int] = []
    }

    let latch: Latch
    private let state = Mutex(State())
    private let settings: MembershipSettings
    private let log: any EventLog
    private let lanes: NodeLanes
    private let pool: TaskPool
    private let permit: DispatchPermit
    private let announcements: DefinitionAnnouncements
    private let survey: DefinitionSurvey
    private let marks: [TransitionMark]
    private let sink: any LogSink

    /// - Parameter latch: what the lanes wake when something becomes of them.
    init(
        settings: MembershipSettings, log: any EventLog, lanes: NodeLanes, pool: TaskPool, permit: DispatchPermit,
        announcements: DefinitionAnnouncements, registry: DefinitionRegistry, marks: [TransitionMark], latch: Latch,
        sink: any LogSink
    ) {
        self.settings = settings
        self.log = log
        self.lanes = lanes
        self.pool = pool
        self.permit = permit
        self.announcements = announcements
        self.marks = marks
        self.latch = latch
        self.sink = sink
        survey = DefinitionSurvey(log: log, registry: registry)
    }

    func start() -> OSThread { OSThread.start("sluice-members") { [self] in run() } }

    private func run() {
        guard let feed = follow() else { return state.withLock { $0.hasLeft = true } }
        defer { feed.close() }
        let start = UInt64(max(0, Clock.wall())) * 1_000 + UInt64.random(in: 0..<1_000)
        let driver = MembershipDriver(
            settings: settings, log: log, feed: feed, lanes: lanes, permit: permit, announcements: announcements,
            start: start, waker: latch, marks: marks, sink: sink, knowledge: { [survey] in survey.look() })
        while true {
            let (leavingEnd, isStopping) = state.withLock { ($0.leavingEnd, $0.isStopping) }
            if isStopping { break }
            if let leavingEnd { driver.leave(by: leavingEnd / 1_000) }
            let hadPermit = permit.isValid(at: Clock.monotonic())
            let next = driver.step(now: Clock.monotonic() / 1_000)
            if !hadPermit && permit.isValid(at: Clock.monotonic()) { pool.resume() }
            state.withLock { state in
                state.view = driver.membership.isSettled ? driver.view : nil
                state.hasLeft = driver.hasLeft
                state.end = driver.end
                state.slots = driver.heldSlots
            }
            latch.wait(microseconds: next * 1_000 - Clock.monotonic())
        }
        sayGoodbye(driver)
    }

    /// Opens the topic; tries again until it can, or the node stops.
    private func follow() -> (any MembersFeed)? {
        var reopening = Reopening()
        while !state.withLock({ $0.isStopping || $0.leavingEnd != nil }) {
            do throws(LogError) { return try log.followMembers(waker: latch) } catch {
                let (pause, isNew) = reopening.failed(error.message, after: 0)
                if isNew {
                    sink.log(.error, "the other nodes cannot be heard; it is tried again", [("reason", error.message)])
                }
                latch.wait(microseconds: pause)
            }
        }
        return nil
    }

    private func sayGoodbye(_ driver: MembershipDriver) {
        let end = Clock.monotonic() + 2_000_000
        while !driver.sayGoodbye(now: Clock.monotonic() / 1_000) && Clock.monotonic() < end {
            latch.wait(microseconds: 20_000)
        }
        while !driver.isHeard && Clock.monotonic() < end { latch.wait(microseconds: 20_000) }
    }

    // MARK: from other threads

    /// Gives the slots to others, at `end` (monotonic microseconds) whether they are warm or not.
    func leave(by end: Int64) {
        state.withLock { $0.leavingEnd = end }
        latch.wake()
    }

    /// Says the last word and ends the thread.
    func stop() {
        state.withLock { $0.isStopping = true }
        latch.wake()
    }

    var hasLeft: Bool { state.withLock { $0.hasLeft } }
    var view: MembershipView? { state.withLock { $0.view } }
    var end: LogError? { state.withLock { $0.end } }
    var slots: [Int] { state.withLock { $0.slots } }
}
