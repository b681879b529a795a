import Glibc

extension Phase {
    /// Does everything that the plan says, one after the other; what takes time overlaps.
    func fault() throws(ChaosError) {
        for entry in FaultPlan(plan.quota, longest: plan.longest, gap: plan.gap, &dice).entries {
            try pass(entry.gap)
            var done: String?
            try wait("\(entry.fault) can be done", seconds: 300) { () throws(ChaosError) in
                done = try apply(entry.fault, Monotonic.now())
                return done != nil
            }
            say(done!)
        }
    }

    /// - Returns: what was done; nil: nothing, since what it needs is broken already.
    private func apply(_ fault: Fault, _ now: Int64) throws(ChaosError) -> String? {
        func pick(upFor time: Int64) -> FaultedNode? {
            nodes.filter { $0.isUp(for: time, now) }.randomElement(using: &dice)
        }
        func after(_ milliseconds: Int) -> Int64 { now + Int64(milliseconds) * 1_000 }
        switch fault {
        case .kill(let down, let wiping):
            guard let node = pick(upFor: 300_000), try node.kill(until: after(down), wiping: wiping) else { return nil }
            report.done.kills += 1
            if wiping { report.done.wipes += 1 }
            return "\(node.name) killed, back after \(down) ms\(wiping ? " without its store" : "")"
        case .pause(let time):
            guard let node = pick(upFor: 3_000_000) else { return nil }
            node.pause(until: after(time))
            report.done.pauses += 1
            return "\(node.name) paused for \(time) ms"
        case .cut(let time):
            guard let node = pick(upFor: 3_000_000) else { return nil }
            try node.cut(until: after(time))
            report.done.cuts += 1
            return "\(node.name) cut off for \(time) ms"
        case .restart:
            guard let node = pick(upFor: 3_000_000) else { return nil }
            node.stop(now)
            report.done.restarts += 1
            return "\(node.name) told to stop, to be started again"
        case .killBroker(let down):
            guard let brokers, brokers.areUp else { return nil }
            let index = Int.random(in: 0..<brokers.count, using: &dice)
            try brokers.kill(index, until: after(down))
            report.done.brokerKills += 1
            return "broker \(index + 1) killed, back after \(down) ms"
        case .poison(let kind):
            // One after the other: each is to be set aside by itself.
            guard deaths >= deathsDue || now - poisonedAt > 60_000_000 else { return nil }
            try poison(kind, now)
            return "a \(kind) instance is sent"
        }
    }

    var deaths: Int { nodes.reduce(0) { $0 + $1.traps } }
    var deathsDue: Int { poisons.reduce(0) { $0 + $1.kind.deaths } }

    private func poison(_ kind: Kind, _ now: Int64) throws(ChaosError) {
        // A repeat of a start that was set aside would be another start, and kill again.
        var number = 1_000_000 + 10 * poisons.count
        while Subject(kind, number).isStartedTwice || Subject(kind, number).isSignalledTwice { number += 1 }
        let process = try Offspring(
            loader("\(place.folder)/ledger-\(number)") + [
                "--kind", kind.rawValue, "--count", "1", "--first", "\(number)",
            ], output: "\(place.folder)/poisons.log")
        poisons.append((process, kind))
        poisonedAt = now
        if kind == .mortal { report.done.poisons += 1 }
    }
}
