/// Tells the lanes of a node which slots are its own, and the other nodes what it has.
///
/// Synchronous and step-driven: ``step(now:)`` does one round and says when it wants to be called again, so the same code runs
/// on a thread and inside a simulator. It talks to the log through the port alone and never waits for it.
package final class MembershipDriver {
    /// A step that comes so many milliseconds later than asked for: the process was paused.
    package static let pauseTime: Int64 = 1_000

    let settings: MembershipSettings
    let lanes: any SlotLanes
    let log: any EventLog
    let sink: any LogSink
    let knowledge: () -> DefinitionKnowledge
    let marks: [TransitionMark]
    let beats: HeartbeatOutcomes
    let run: UInt64
    private let permit: DispatchPermit
    private let announcements: DefinitionAnnouncements
    private var reader: MembersReader
    var seats: [Seat]
    package internal(set) var state = NodeState.joining
    /// Until when a leaving node waits for successors that are warm, monotonic milliseconds.
    var leavingEnd: Int64?
    /// The last heartbeat that was handed to the log, and when.
    var sent: (heartbeat: Heartbeat, at: Int64)?
    /// Heartbeats that have not come back yet, and when they were said.
    var awaited: [(number: UInt64, at: Int64)] = []
    /// When the last one that came back was said: until the silence of a node is over the others count on this one.
    private var lastHeard: Int64?
    var lastProbe: Int64 = 0
    /// The last heartbeat of this run that came back.
    private var readBack: UInt64 = 0
    /// The heartbeat that has to come back before anything is joined or dispatched; nil: none.
    private(set) var confirming: UInt64?
    /// When the next step was asked for.
    private var expected: Int64?
    private var hasWarnedOfShape = false
    /// Living nodes whose sources differ from this one's, as it last said.
    private var warnedOfSources: [NodeID] = []
    /// Why this node takes no part any more.
    package private(set) var end: LogError?

    /// - Parameters:
    ///   - start: tells this run from those before: the later, the larger.
    ///   - waker: woken when the log has more to say.
    ///   - announcements: is kept up for the lanes.
    ///   - marks: what processes of this node died of.
    ///   - knowledge: what the node knows of definitions, asked with each heartbeat.
    package init(
        settings: MembershipSettings, log: any EventLog, feed: any MembersFeed, lanes: any SlotLanes,
        permit: DispatchPermit, announcements: DefinitionAnnouncements, start: UInt64, waker: any Waker,
        marks: [TransitionMark] = [],
        sink: any LogSink = SilentLog(), knowledge: @escaping () -> DefinitionKnowledge = { DefinitionKnowledge() }
    ) {
        self.settings = settings
        self.log = log
        self.lanes = lanes
        self.permit = permit
        self.announcements = announcements
        self.marks = marks
        self.sink = sink
        self.knowledge = knowledge
        beats = HeartbeatOutcomes(waker: waker)
        seats = Array(repeating: Seat(), count: log.shape.slots)
        reader = MembersReader(feed: feed, log: log)
        // A clock that was set back must not make this run the older one.
        run = max(start, (reader.membership[settings.node]?.heartbeat.run ?? 0) + 1)
    }

    package var node: NodeID { settings.node }
    package var membership: Membership { reader.membership }
    var plan: SlotPlan { reader.plan }
    /// Monotonic milliseconds of the last record read.
    var lastRead: Int64 { reader.lastRead }

    /// One round.
    ///
    /// - Parameter now: milliseconds of a monotonic clock.
    /// - Returns: when it wants to be stepped again, or earlier when woken.
    package func step(now: Int64) -> Int64 {
        noticePause(now)
        reader.read(now: now, sink: sink) { heartbeat in
            if heartbeat.node == node, heartbeat.run == run { readBack = max(readBack, heartbeat.number) }
        }
        while let first = awaited.first, first.number <= readBack {
            lastHeard = first.at
            awaited.removeFirst()
        }
        if membership.isSettled { announcements.update(membership, without: node) }
        giveWay()
        compareSources()
        if end == nil {
            if state == .joining && membership.isSettled { state = .ready }
            if let number = confirming, readBack >= number { confirming = nil }
            takeNote()
            if confirming == nil { act(now) }
            followSlots()
            speakIfDue(now)
        }
        let next = nextStep(now)
        if let lastHeard, end == nil && confirming == nil && state != .joining {
            permit.prolong(until: min(next + MembershipDriver.pauseTime, lastHeard + Membership.silence) * 1_000)
        }
        expected = next
        return next
    }

    /// A step that comes much later than asked for: others may have taken this node for dead meanwhile.
    private func noticePause(_ now: Int64) {
        guard let expected, now - expected > MembershipDriver.pauseTime else { return }
        sink.log(
            .warning, "the process was paused; nothing is joined or dispatched until it knows what it still holds",
            [("paused_ms", "\(now - expected)")])
        permit.withdraw()
        confirming = (sent?.heartbeat.number ?? 0) + 1
    }

    private func nextStep(_ now: Int64) -> Int64 {
        var next = nextWord(now)
        if let leavingEnd, leavingEnd > now { next = min(next, leavingEnd) }
        for seat in seats { if case .failed(_, let time) = seat.stage { next = min(next, time) } }
        return max(next, now + 1)
    }

    // MARK: giving way

    /// Living nodes of another shape of the log.
    private var strangers: [Membership.Member] {
        membership.members.filter { membership.isLiving($0) && !membership.isOfThisShape($0.heartbeat) }
    }

    /// Whether nodes of another shape keep this one from taking slots.
    var isHeldUp: Bool { !strangers.isEmpty }

    /// A newer process of this node, or nodes of a newer shape: this one is over.
    private func giveWay() {
        guard end == nil else { return }
        if let member = membership[node], member.heartbeat.run > run {
            let fix = "give each process a node.id and a data folder of its own"
            return finish(LogError(.inUse, "another process runs as node \(node): \(fix)"))
        }
        let strangers = strangers
        if let newer = strangers.first(where: { $0.heartbeat.shape > membership.shape }) {
            let fix = "start this one again, with the new settings"
            return finish(
                LogError(.mismatch, "node \(newer.heartbeat.node) runs with a newer shape of the log: \(fix)"))
        }
        if let older = strangers.first, !hasWarnedOfShape {
            hasWarnedOfShape = true
            sink.log(
                .error, "a node runs with an older shape of the log; no slot is taken while it does",
                [("node", "\(older.heartbeat.node)")])
        }
    }

    /// Each partition of a source is fed by one node, by the sources of that node: it is decided once what a record means, but
    /// it should not depend on who decides.
    private func compareSources() {
        let others = membership.members.filter {
            membership.isLiving($0) && $0.heartbeat.state == .ready && $0.heartbeat.sources != settings.sources
        }.map(\.heartbeat.node)
        if others == warnedOfSources { return }
        warnedOfSources = others
        if others.isEmpty { return }
        sink.log(
            .warning, "nodes have other sources than this one; which count for a record depends on who feeds it",
            [
                ("nodes", others.map { "\($0)" }.joined(separator: ", ")),
                ("fix", "start all nodes with the same 'sources' in their settings"),
            ])
    }

    private func finish(_ error: LogError) {
        end = error
        permit.withdraw()
        sink.log(.error, "the node gives its slots up", [("reason", error.message)])
        for slot in seats.indices {
            lanes.drop(slot)
            seats[slot] = Seat(closing: seats[slot].standby)
        }
    }

    // MARK: leaving

    /// Gives the slots to others from now on: to those that are warm, and at `end` to whoever takes them.
    ///
    /// - Parameter end: monotonic milliseconds.
    package func leave(by end: Int64) {
        guard state != .leaving && state != .left else { return }
        state = .leaving
        leavingEnd = end
    }

    /// Whether a leaving node has nothing left, or takes no part any more.
    package var hasLeft: Bool {
        end != nil
            || state == .leaving
                && seats.allSatisfy {
                    if case .released = $0.stage { return true }
                    return $0.stage == .none
                }
    }

    /// Says the last word: whatever the node had is free.
    ///
    /// - Returns: whether the log has taken it; it is to be said again otherwise.
    package func sayGoodbye(now: Int64) -> Bool {
        guard end == nil else { return true }
        state = .left
        permit.withdraw()
        for slot in seats.indices { seats[slot] = Seat(closing: seats[slot].standby) }
        return speak(heartbeat(), now)
    }

    /// Whether it is known of everything that was said whether it is in the log.
    package var isHeard: Bool { beats.unheard == 0 }

    // MARK: what it is asked

    /// How nodes and slots look from here.
    package var view: MembershipView { MembershipView(membership, plan: plan, shape: log.shape) }

    /// Slots that are this node's and not given up.
    package var heldSlots: [Int] {
        seats.indices.filter {
            switch seats[$0].stage {
            case .held, .failed, .draining: true
            case .none, .claiming, .released: false
            }
        }
    }
}
