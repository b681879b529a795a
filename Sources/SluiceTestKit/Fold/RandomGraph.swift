package import SluiceKernel

/// Sound definitions of random shape, whose end state does not depend on the order of events: the same from the same seed.
package enum RandomGraph {
    /// - Parameters:
    ///   - isTimed: with timers, timeouts and deadlines, whose firing depends on when events come.
    ///   - hasQueues: with tasks of queues, for whoever plays their workers.
    package static func make(seed: UInt64, isTimed: Bool = true, hasQueues: Bool = false) -> Definition {
        var random = SeededRandom(seed: seed)
        var steps: [StepDefinition] = []
        for index in 0..<Int.random(in: 2...9, using: &random) {
            var step = StepDefinition(name: "s\(index)", kind: kind(index, steps, isTimed, hasQueues, &random))
            if index > 0 {
                if random.chance(30) { step.after = [.step(Int.random(in: 0..<index, using: &random))] }
                if random.chance(25) { step.gates = [gate(index, &random)] }
            }
            if random.chance(40) { step.onFailure = random.pick([.skip, .sideline]) }
            steps.append(step)
        }
        let all = steps.indices.map { ValueReference.step($0) }
        let task = TaskSettings(task: "s\(steps.count)", retry: RetryPolicy(attempts: 2, first: 10, jitterMilli: 100))
        steps.append(StepDefinition(name: "s\(steps.count)", kind: .task(task, .values(all))))
        var settings = DefinitionSettings()
        settings.retention = 1_000_000_000
        settings.keepsHistory = random.chance(50)
        settings.historyLimit = 16
        let result = "{\"all\": [" + steps.map(\.name).joined(separator: ", ") + "]}"
        return Definition(name: "w", version: 1, steps: steps, result: .expression(result), settings: settings)
    }

    private static func reference(_ index: Int, _ random: inout SeededRandom) -> ValueReference {
        index == 0 || random.chance(15) ? .input : .step(Int.random(in: 0..<index, using: &random))
    }

    private static func gate(_ index: Int, _ random: inout SeededRandom) -> String {
        let name = "s\(Int.random(in: 0..<index, using: &random))"
        return random.pick(["\(name) != null", "\(name) == null", "input.n > 5", "size(string(\(name))) % 2 == 0"])
    }

    private static func kind(
        _ index: Int, _ before: [StepDefinition], _ isTimed: Bool, _ hasQueues: Bool,
        _ random: inout SeededRandom
    ) -> StepKind {
        let timed = before.indices.filter {
            if case .signal(_, .some) = before[$0].kind { true } else { false }
        }
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1, 2:
            var task = TaskSettings(task: "s\(index)")
            task.retry = RetryPolicy(
                attempts: UInt16.random(in: 1...3, using: &random), first: 20, cap: 200, jitterMilli: 300,
                nonRetriable: ["Declined"])
            if isTimed, random.chance(20) { task.deadline = 5_000 }
            if hasQueues, random.chance(50) {
                task.queue = "q"
                task.timeout = 2_000
                if random.chance(50) { task.heartbeat = 500 }
            }
            return .task(task, .values((0..<2).map { _ in reference(index, &random) }))
        case 3:
            guard case .step(let step) = reference(index, &random) else { return .transform(.expression("[input]")) }
            return .transform(.expression("[s\(step)]"))
        case 4, 5: return .signal(name: "s\(index)", timeout: isTimed && random.chance(50) ? .fixed(3_000) : nil)
        case 6 where !timed.isEmpty: return .timeoutOf(.step(random.pick(timed)))
        case 6 where isTimed: return .timer(.after(.fixed(Int64.random(in: 1...4_000, using: &random))))
        case 7:
            var record = PublishSettings(topic: random.pick(["t", "u"]))
            if random.chance(50) { record.key = "string(input.n)" }
            if random.chance(30) { record.delivery = .atLeastOnce }
            return .publish(record, .values([reference(index, &random)]))
        default: return .firstOf([reference(index, &random), reference(index, &random)])
        }
    }
}
