package import SluiceEngine

/// Lanes on command, in virtual time.
extension ScriptedNode: SlotLanes {
    func stepDriver(now: Int64) {
        guard let settings = plan.membership, !log.isDead, driverWaker.take() || driverAt <= now else { return }
        if driver == nil {
            guard let feed = try? log.followMembers(waker: driverWaker) else {
                return driverAt = now + plan.reopenAfter
            }
            driver = MembershipDriver(
                settings: settings, log: log, feed: feed, lanes: self, permit: permit,
                announcements: announcements, start: UInt64(now), waker: driverWaker, marks: plan.marks,
                knowledge: { [survey] in survey.look() })
        }
        guard let driver else { return }
        let hadPermit = permit.isValid(at: now * 1_000)
        driverAt = driver.step(now: now)
        if !hadPermit && permit.isValid(at: now * 1_000) { dispatcher.resume() }
    }

    /// Begins to leave, as SIGTERM does.
    package func leave(within milliseconds: Int64) {
        driver?.leave(by: log.broker.clock.now + milliseconds)
        driverWaker.wake()
    }

    /// Ends a node that has left, with its last word.
    package func sayGoodbye() {
        _ = driver?.sayGoodbye(now: log.broker.clock.now)
        log.broker.whenGoingOn { [log] in log.die() }
    }

    // MARK: lanes

    package func open(_ slot: Int, settingAside transitions: Set<TransitionID>) {
        places[slot].lane = nil
        places[slot].settingAside = transitions
        places[slot].fault = nil
        places[slot].isReleasing = false
        places[slot].isWanted = true
        places[slot].at = 0
    }

    package func release(_ slot: Int) {
        guard let lane = places[slot].lane else { return rest(slot) }
        lane.drain(fetchTime: 0)
        places[slot].isReleasing = true
        places[slot].at = 0
    }

    package func drop(_ slot: Int) {
        places[slot].fault = nil
        rest(slot)
    }

    /// Where slots are shared, the index of a place is its slot.
    func rest(_ index: Int) {
        places[index].lane?.close()
        places[index].lane = nil
        places[index].isReleasing = false
        places[index].isWanted = false
        places[index].at = .max
        driverWaker.wake()
    }

    package func report(_ slot: Int) -> SlotReport {
        let place = places[slot]
        if let lane = place.lane {
            return SlotReport(stage: .open, health: lane.health(now: log.broker.clock.now))
        }
        if let fault = place.fault {
            return SlotReport(stage: .failed(reason: fault.reason, isLasting: fault.isLasting))
        }
        return SlotReport(stage: place.isWanted ? .opening : .resting)
    }
}
