import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Random graphs under random events")
struct PropertyTests {
    /// What happens to one instance: each task step has a fixed fate by attempt, each signal a fixed value.
    private struct Fate {
        let definition: Definition
        let seed: UInt64

        func result(_ incarnation: Int64, step: Int, attempt: UInt16) -> ScriptedEvent {
            var random = SeededRandom(seed: seed &* 31 &+ UInt64(step) &* 1_000 &+ UInt64(attempt))
            _ = random.next()
            if random.chance(30) {
                return .fail(
                    "i", incarnation: incarnation, step: step, attempt: attempt,
                    type: random.pick(["Broken", "Declined"]))
            }
            return .succeed(
                "i", incarnation: incarnation, step: step, attempt: attempt, value: "\(step * 100 + Int(attempt))")
        }

        func signal(_ step: Int) -> ScriptedEvent { .signal("i", "s\(step)", id: "x\(step)", data: "\"\(step)\"") }
    }

    @Test(
        "Checked by replay, and any order with duplicates and drops ends as the same order does when folded again",
        arguments: 0..<150)
    func anyOrder(seed: Int) {
        let definition = RandomGraph.make(seed: UInt64(seed), hasQueues: seed % 2 == 1)
        let bench = FoldBench.with(definition)
        let records = run(
            bench, Fate(definition: definition, seed: UInt64(seed)), shuffle: UInt64(seed) + 1, isNoisy: true)
        #expect(bench.found == [], "seed \(seed)")
        let again = FoldBench.with(definition, checks: false)
        for (record, time) in records { again.apply(record: record, at: time) }
        #expect(
            again.instance("i").map { InstanceSnapshot($0) } == bench.instance("i").map { InstanceSnapshot($0) },
            "seed \(seed)")
        #expect(again.fold.state == bench.fold.state, "seed \(seed)")
        #expect(again.host.effects == bench.host.effects, "seed \(seed)")
    }

    @Test("Where order does not decide, every order with repeats ends as the plain order does", arguments: 0..<150)
    func orderFree(seed: Int) {
        let definition = RandomGraph.make(seed: UInt64(seed), isTimed: false)
        let fate = Fate(definition: definition, seed: UInt64(seed))
        let plain = FoldBench.with(definition, checks: false)
        _ = run(plain, fate, shuffle: nil, isNoisy: false)
        for round in 0..<3 {
            let bench = FoldBench.with(definition)
            _ = run(bench, fate, shuffle: UInt64(seed * 10 + round), isNoisy: true)
            #expect(bench.found == [], "seed \(seed)")
            #expect(bench.text("i") == plain.text("i"), "seed \(seed), round \(round)")
        }
    }

    /// Plays until nothing is outstanding: what can come next is drawn from what the instance waits for, repeats and results of
    /// nothing among it when noisy. Dropped events come again later, as whoever sends them would see to.
    private func run(
        _ bench: FoldBench, _ fate: Fate, shuffle: UInt64?, isNoisy: Bool
    ) -> [(record: [UInt8], time: Int64)] {
        var random = SeededRandom(seed: shuffle ?? 0)
        var records: [(record: [UInt8], time: Int64)] = []
        var sent: [ScriptedEvent] = []
        func send(_ events: [ScriptedEvent]) {
            let time = bench.clock + (isNoisy ? Int64.random(in: 0...400, using: &random) : 10)
            let record = ScriptedEvent.pack(events)
            records.append((record, time))
            bench.apply(record: record, at: time)
            sent += events
        }
        var signals = fate.definition.steps.indices.filter {
            if case .signal = fate.definition.steps[$0].kind { true } else { false }
        }
        // Some signals come before their instance.
        if shuffle != nil {
            signals.shuffle(using: &random)
            for _ in 0..<Int.random(in: 0...signals.count, using: &random) { send([fate.signal(signals.removeLast())]) }
        }
        send([.start("i", of: "w", input: "{\"n\": \(fate.seed % 11)}")])
        for _ in 0..<2_000 {
            guard let instance = bench.instance("i"), !instance.status.hasEnded else { break }
            var choices: [ScriptedEvent] = []
            for step in instance.steps.indices
            where instance.steps[step].phase == .pending || instance.steps[step].phase == .queued {
                let attempt = instance.steps[step].attempt
                choices.append(fate.result(instance.incarnation, step: step, attempt: attempt))
                guard case .task(let settings, _) = fate.definition.steps[step].kind, settings.queue != nil else {
                    continue
                }
                for sign in [TaskUnderWayEvent.Sign.queued, .heartbeat] {
                    choices.append(
                        .underWay(sign, "i", incarnation: instance.incarnation, step: step, attempt: attempt))
                }
            }
            choices += signals.map { fate.signal($0) }
            if choices.isEmpty && instance.timers.isEmpty { break }
            if isNoisy && random.chance(20) { send([random.pick(sent)]) }
            if isNoisy && random.chance(10) {
                send([.succeed("i", incarnation: instance.incarnation + 1, step: 0, value: "666")])
            }
            let isDropped = isNoisy && random.chance(20)
            if choices.isEmpty || isDropped {
                send([.clock])
                continue
            }
            let choice = shuffle == nil ? choices[0] : random.pick(choices)
            signals.removeAll { fate.signal($0) == choice }
            send(isNoisy && random.chance(30) ? [choice, choice] : [choice])
        }
        send([.clock])
        return records
    }
}
