/// What the node does about each slot.
extension MembershipDriver {
    // MARK: what others decided

    /// Lets go of what is another's by now, and takes note of claims that were granted or not.
    func takeNote() {
        for slot in seats.indices {
            let (current, isMine) = (membership.slots[slot], membership.slots[slot].holder == node)
            switch seats[slot].stage {
            case .none, .claiming: break
            case .held(let epoch), .failed(let epoch, _), .draining(let epoch, _):
                guard current.epoch != epoch || !isMine else { continue }
                sink.log(
                    .warning, "the slot is another node's",
                    [("slot", "\(slot)"), ("node", current.holder.map { "\($0)" } ?? "none")])
                lanes.drop(slot)
                seats[slot].stage = .none
            case .released(let epoch, _):
                if current.epoch != epoch || !isMine { seats[slot].stage = .none }
            }
        }
    }

    // MARK: what is to be done

    func act(_ now: Int64) {
        for slot in seats.indices {
            if seats[slot].mayTryAgain, !othersCanTake(slot) { takeBack(slot) }
            switch seats[slot].stage {
            case .none: claimIfWanted(slot)
            case .claiming(let epoch): concludeClaim(slot, epoch, now)
            case .held(let epoch): look(at: slot, epoch, now)
            case .failed(let epoch, let time): tryAgain(slot, epoch, time, now)
            case .draining(let epoch, let successor): conclude(draining: slot, epoch, successor)
            case .released(let epoch, _): if wants(slot) { seats[slot].stage = .claiming(epoch + 1) }
            }
        }
    }

    private func wants(_ slot: Int) -> Bool {
        state == .ready && seats[slot].refusal == nil && !isHeldUp
            && (plan.targets[slot] == node || membership.isReleased(slot, to: node))
    }

    private func claimIfWanted(_ slot: Int) {
        guard wants(slot), membership.isFree(slot, for: node) else { return }
        seats[slot].stage = .claiming(membership.slots[slot].epoch + 1)
    }

    /// The slot is joined only once the claim was read back and leaves this node the holder.
    private func concludeClaim(_ slot: Int, _ epoch: UInt64, _ now: Int64) {
        let current = membership.slots[slot]
        if current.epoch >= epoch {
            guard current.epoch == epoch, current.holder == node else { return seats[slot].stage = .none }
            seats[slot].stage = .held(epoch)
            seats[slot].openedAt = now
            lanes.open(slot, settingAside: membership.transitionsToSetAside())
            sink.log(.info, "slot claimed", [("slot", "\(slot)"), ("epoch", "\(epoch)")])
        } else if state != .ready || !membership.isFree(slot, for: node) {
            seats[slot].stage = .none
        }
    }

    private func look(at slot: Int, _ epoch: UInt64, _ now: Int64) {
        switch lanes.report(slot).stage {
        case .resting: lanes.open(slot, settingAside: membership.transitionsToSetAside())
        case .opening: if isOverdue(now) { giveUp(slot, epoch) }
        case .open: releaseIfDue(slot, epoch, now)
        case .failed(let reason, let isLasting): failed(slot, epoch, reason, isLasting: isLasting, now)
        }
    }

    private func failed(_ slot: Int, _ epoch: UInt64, _ reason: String, isLasting: Bool, _ now: Int64) {
        if isLasting {
            seats[slot].refusal = reason
            sink.log(
                .error, "this node cannot fold the slot and gives it up until it is started again",
                [("slot", "\(slot)"), ("reason", reason)])
            return giveUp(slot, epoch)
        }
        let (pause, isNew) = seats[slot].reopening.failed(reason, after: (now - seats[slot].openedAt) * 1_000)
        if seats[slot].reopening.failures >= MembershipDriver.mostFailures, othersCanTake(slot) {
            seats[slot].refusal = "it failed \(seats[slot].reopening.failures) times in a row: \(reason)"
            seats[slot].mayTryAgain = true
            sink.log(
                .error, "the slot fails here again and again, and another node is to have it",
                [("slot", "\(slot)"), ("failures", "\(seats[slot].reopening.failures)"), ("reason", reason)])
            return giveUp(slot, epoch)
        }
        seats[slot].stage = .failed(epoch, retryAt: now + pause / 1_000)
        if isNew {
            sink.log(
                .error, "lane stopped; its slot is claimed and opened again, later each time",
                [("slot", "\(slot)"), ("reason", reason)])
        }
    }

    /// Failures in a row after which a slot is left to others: some three seconds, a takeover and a half.
    private static let mostFailures = 6

    /// Whether another node may be given the slot. What all of them fail at is left to the last of them, which goes on trying.
    private func othersCanTake(_ slot: Int) -> Bool {
        membership.members.contains {
            $0.heartbeat.node != node && membership.isEligible($0) && !$0.heartbeat.refuses(slot)
        }
    }

    /// Nobody else is left that could have the slot.
    private func takeBack(_ slot: Int) {
        sink.log(.warning, "no other node can have the slot, and this one tries it again", [("slot", "\(slot)")])
        seats[slot].refusal = nil
        seats[slot].mayTryAgain = false
        seats[slot].reopening = Reopening()
    }

    /// Joining again, too, takes a claim of its own: whoever else has the slot by now is seen before.
    private func tryAgain(_ slot: Int, _ epoch: UInt64, _ time: Int64, _ now: Int64) {
        guard wants(slot) else { return giveUp(slot, epoch) }
        if now >= time { seats[slot].stage = .claiming(epoch + 1) }
    }

    /// Closed, or about to be, without a last checkpoint: for whoever the plan names.
    private func giveUp(_ slot: Int, _ epoch: UInt64) {
        lanes.drop(slot)
        seats[slot].stage = .released(epoch, to: successor(of: slot))
    }

    // MARK: moves

    /// Who else should have the slot.
    private func successor(of slot: Int) -> NodeID? { plan.targets[slot].flatMap { $0 == node ? nil : $0 } }

    /// A planned move waits until the next holder is warm; one that is due by the end of a leaving node does not.
    private func releaseIfDue(_ slot: Int, _ epoch: UInt64, _ now: Int64) {
        let next = successor(of: slot)
        let isWarm = next.flatMap { membership[$0] }?.heartbeat.isWarm(slot) ?? false
        guard isWarm || isOverdue(now) || state == .leaving && !hasOthers else { return }
        seats[slot].stage = .draining(epoch, to: next)
        lanes.release(slot)
        sink.log(
            .info, "slot is given up",
            [("slot", "\(slot)"), ("epoch", "\(epoch)"), ("to", next.map { "\($0)" } ?? "anyone")])
    }

    private func isOverdue(_ now: Int64) -> Bool { state == .leaving && leavingEnd.map { now >= $0 } ?? false }

    /// Whether there is anybody to wait for.
    private var hasOthers: Bool {
        membership.members.contains {
            $0.heartbeat.node != node && $0.heartbeat.state != .leaving && membership.isLiving($0)
        }
    }

    private func conclude(draining slot: Int, _ epoch: UInt64, _ meant: NodeID?) {
        switch lanes.report(slot).stage {
        case .opening, .open: break
        case .resting, .failed: seats[slot].stage = .released(epoch, to: successor(of: slot) ?? meant)
        }
    }

    // MARK: being ready to take over

    func followSlots() {
        for slot in seats.indices {
            let isNext = plan.targets[slot] == node || plan.standbys[slot] == node
            let isFollowed = isNext && seats[slot].epoch == nil && seats[slot].refusal == nil && state == .ready
            if !isFollowed {
                // Opening the slot goes on from the copy, and ends the following itself.
                if case .held = seats[slot].stage, lanes.report(slot).stage == .opening { continue }
                seats[slot].standby?.close()
                seats[slot].standby = nil
                seats[slot].cannotFollow = false
            } else if seats[slot].standby == nil && !seats[slot].cannotFollow {
                seats[slot].standby = log.follow(slot: slot)
                seats[slot].cannotFollow = seats[slot].standby == nil
            }
        }
    }
}
