import SluiceKernel

/// What the node says, and when.
extension MembershipDriver {
    /// Milliseconds between two heartbeats of a node that has no news.
    package static let interval = Membership.countedGap
    /// Heartbeats on their way: while the log stands still no more are handed over.
    private static let mostUnheard = 2
    /// Heartbeats of which it is remembered when they were said.
    private static let mostAwaited = 16
    /// Milliseconds after which a heartbeat that the log did not take is offered again.
    private static let retryInterval: Int64 = 20
    /// Milliseconds beyond the silence of a node after which it is taken for dead, and between two looks at that.
    private static let probeMargin: Int64 = 10
    private static let probeInterval: Int64 = 100

    func speakIfDue(_ now: Int64) {
        let next = heartbeat()
        if let sent {
            let isAwaited = confirming.map { $0 > sent.heartbeat.number } ?? false
            let isDue = now >= sent.at + MembershipDriver.interval
            guard isDue || isAwaited || !next.isLike(sent.heartbeat) || isProbeDue(now) else { return }
        }
        speak(next, now)
    }

    /// - Returns: whether the log has taken it.
    @discardableResult
    func speak(_ heartbeat: Heartbeat, _ now: Int64) -> Bool {
        guard beats.unheard < MembershipDriver.mostUnheard else { return false }
        let record = AppendRecord(topic: .members, partition: 0, key: node.bytes, value: heartbeat.encode())
        guard beats.append(record, to: log) else { return false }
        sent = (heartbeat, now)
        if awaited.count == MembershipDriver.mostAwaited { awaited.removeFirst() }
        awaited.append((heartbeat.number, now))
        return true
    }

    func heartbeat() -> Heartbeat {
        let known = knowledge()
        var heartbeat = Heartbeat(
            node: node, run: run, number: (sent?.heartbeat.number ?? 0) + 1, shape: membership.shape)
        heartbeat.state = state
        heartbeat.release = settings.release
        heartbeat.foldVersion = PartitionFold.newestFoldVersion
        heartbeat.definitions = known.next
        heartbeat.lacks = known.lacks
        heartbeat.epochs = membership.slots.map(\.epoch)
        heartbeat.marks = marks
        heartbeat.sources = settings.sources
        for slot in seats.indices {
            if let tenure = tenure(slot) { heartbeat.tenures.append(tenure) }
            if let standby = standby(slot) { heartbeat.standbys.append(standby) }
            if let reason = seats[slot].refusal { heartbeat.refusals.append(.init(slot: slot, reason: reason)) }
        }
        return heartbeat
    }

    private func tenure(_ slot: Int) -> Tenure? {
        switch seats[slot].stage {
        case .none: nil
        case .claiming(let epoch): Tenure(slot: slot, epoch: epoch, phase: .claimed)
        case .held(let epoch): Tenure(slot: slot, epoch: epoch, phase: .held(lanes.report(slot).health))
        case .failed(let epoch, _): Tenure(slot: slot, epoch: epoch, phase: .held(SlotHealth()))
        case .draining(let epoch, let successor):
            Tenure(slot: slot, epoch: epoch, phase: .draining(lanes.report(slot).health, to: successor))
        case .released(let epoch, let successor): Tenure(slot: slot, epoch: epoch, phase: .released(to: successor))
        }
    }

    private func standby(_ slot: Int) -> Heartbeat.Standby? {
        let seat = seats[slot]
        guard let standby = seat.standby else {
            return seat.cannotFollow ? Heartbeat.Standby(slot: slot, isWarm: true) : nil
        }
        let progress = standby.progress
        return Heartbeat.Standby(
            slot: slot, isWarm: seat.isWarm,
            recordsBehind: progress.reduce(0) { $0 + UInt64(max(0, $1.recordsBehind)) },
            positions: progress.map(\.next))
    }

    // MARK: when

    /// A record of its own moves the counted time on, so that the death of another is seen as soon as it counts.
    private func isProbeDue(_ now: Int64) -> Bool {
        guard let due = nextProbe, now >= due else { return false }
        lastProbe = now
        return true
    }

    private var nextProbe: Int64? {
        let others = membership.members.filter { $0.heartbeat.node != node && membership.isLiving($0) }
        let deaths = others.map { lastRead + $0.lastSeen + Membership.silence - membership.clock }
        guard let first = deaths.min() else { return nil }
        return max(first + MembershipDriver.probeMargin, lastProbe + MembershipDriver.probeInterval)
    }

    /// When there may be something to say again. What the log has no room for is tried when it speaks, or after a while.
    func nextWord(_ now: Int64) -> Int64 {
        var next = now + MembershipDriver.interval
        if let sent {
            next = min(next, max(sent.at + MembershipDriver.interval, now + MembershipDriver.retryInterval))
        }
        if let nextProbe { next = min(next, nextProbe) }
        return next
    }
}
