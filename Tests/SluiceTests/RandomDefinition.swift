import SluiceKernel

/// Makes sound definitions of every shape, the same from the same seed.
struct RandomDefinition {
    private var random: SeededGenerator
    private var names: [String] = []
    private var steps: [StepDefinition] = []

    static func make(seed: UInt64) -> Definition {
        var maker = RandomDefinition(random: SeededGenerator(seed: seed))
        return maker.definition()
    }

    private init(random: SeededGenerator) { self.random = random }

    private mutating func definition() -> Definition {
        let count = Int.random(in: 1...12, using: &random)
        for index in 0..<count {
            names.append(name(index))
            steps.append(StepDefinition(name: names[index], kind: kind(index)))
            if random.chance(20), index > 0 { steps[index].after = references(before: index) }
            while random.chance(25) { steps[index].gates.append(condition(before: index)) }
            if random.chance(20) { steps[index].onFailure = random.chance(50) ? .fail : .skip }
        }
        // Whatever only makes a value is used in the end.
        let all = steps.indices.map { ValueReference.step($0) }
        steps.append(StepDefinition(name: "collect", kind: .task(TaskSettings(task: "collect"), .values(all))))
        names.append("collect")
        var definition = Definition(
            name: pick(["orders", "o", "a.b-c_d", "0", "yes"]), version: UInt32.random(in: 1...(.max), using: &random),
            steps: steps)
        definition.result = result()
        definition.settings = settings()
        return definition
    }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: 0..<choices.count, using: &random)] }

    private mutating func name(_ index: Int) -> String {
        let base = pick(["s", "big-order", "x.y", "-", "0", "NULL", "yes", "1e", ".inf", "0x", "---", "if", "_", "K"])
        return "\(base)\(index)"
    }

    private mutating func duration() -> Int64 {
        let highest = DurationText.range.upperBound
        return random.chance(50)
            ? Int64.random(in: 1...highest, using: &random) : pick([1, 1_000, 60_000, 86_400_000, highest])
    }

    private mutating func durationSource(before index: Int) -> DurationSource {
        if random.chance(70) { return .fixed(duration()) }
        return .expression(pick(["duration(\"5m\")", "input.wait", "\(value(before: index)).wait"]))
    }

    private mutating func reference(before index: Int) -> ValueReference {
        index == 0 || random.chance(20) ? .input : .step(Int.random(in: 0..<index, using: &random))
    }

    private mutating func references(before index: Int) -> [ValueReference] {
        (0..<Int.random(in: 1...3, using: &random)).map { _ in .step(Int.random(in: 0..<index, using: &random)) }
    }

    /// A name as an expression writes it.
    private mutating func value(before index: Int) -> String {
        guard case .step(let step) = reference(before: index) else { return "input" }
        return "steps[\"\(names[step])\"]"
    }

    private mutating func expression(before index: Int) -> String {
        let value = value(before: index)
        return pick([
            value, "\(value).a.b[0]", "{\"id\": \(value).id, 'n': 1}", "[\(value), input]", "1 + 2", "null", "true",
            "\"007\"",
            "\"it's: a # \\\"test\\\" \\\\ \\u00e9 – ünï😀\"", "\(value)\n  .items\n\t.map(i, i.x)",
            "  \(value)  // why\n",
            "\(value) == null ? 'none' : \(value).name", "r'\\d+'", "'\u{a0}\u{85}\u{2028}\u{feff}\u{7f}'", "2.0",
        ])
    }

    private mutating func condition(before index: Int) -> String {
        let value = value(before: index)
        return pick([
            "\(value) != null", "input.total > 100", "input.items.exists(i, i == \"A\") && \(value).ok",
            "\(value).flag",
            "\"a: b\" == input.text", "'yes' in input",
        ])
    }

    private mutating func kind(_ index: Int) -> StepKind {
        let signals = steps.indices.filter {
            if case .signal(_, .some) = steps[$0].kind { true } else { false }
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return .transform(.expression(expression(before: index)))
        case 1:
            return .transform(
                .closure((0..<Int.random(in: 0...3, using: &random)).map { _ in reference(before: index) }))
        case 2:
            let name =
                pick(["paid \(index)", names[index], "true", "\u{0}\n\u{e9}\u{301}", "a: b", "5", "- x"])
                + (random.chance(50) ? "" : "!")
            return .signal(name: "\(name)\(index)", timeout: random.chance(60) ? durationSource(before: index) : nil)
        case 3 where !signals.isEmpty: return .timeoutOf(.step(pick(signals)))
        case 4: return .timer(.after(durationSource(before: index)))
        case 5:
            return .timer(
                .until(
                    pick([
                        "timestamp(\"2026-02-28T23:59:59Z\")", "'2026-01-01T00:00:00+02:00'",
                        "times.start + duration('1h')", "timestamp(input.at)",
                    ])))
        case 6 where index > 0: return .firstOf(references(before: index) + (random.chance(30) ? [.input] : []))
        case 7: return .publish(publish(before: index), input(before: index))
        default: return .task(task(), input(before: index))
        }
    }

    private mutating func publish(before index: Int) -> PublishSettings {
        var settings = PublishSettings(topic: pick(["orders.paid", "t", "no", "12", "a_b-c"]))
        if random.chance(50) { settings.key = pick(["input.id", "'k'", "string(\(value(before: index)))", "7"]) }
        if random.chance(30) { settings.type = pick(["com.shop.paid", "ünï: #1", "7"]) }
        while random.chance(40), settings.headers.count < 9 {
            let name = "\(pick(["h", "x-y", "0", "yes"]))\(settings.headers.count)"
            settings.headers.append(PublishHeader(name: name, value: pick(["input.x", "'a: b'", "1.5", "true"])))
        }
        if random.chance(30) { settings.delivery = .atLeastOnce }
        return settings
    }

    private mutating func input(before index: Int) -> StepInput {
        random.chance(50)
            ? .expression(expression(before: index))
            : .values((0..<Int.random(in: 0...3, using: &random)).map { _ in reference(before: index) })
    }

    private mutating func task() -> TaskSettings {
        var settings = TaskSettings(task: pick(["pay", "mail.send", "no", "12", "ünï: #1"]))
        if random.chance(50) { settings.timeout = duration() }
        if random.chance(30) {
            settings.queue = pick(["q", "no", "12", "a_b-c.d"])
            if random.chance(50) { settings.heartbeat = duration() }
        }
        if random.chance(30) { settings.deadline = max(settings.timeout, duration()) }
        if random.chance(50) {
            let waits = [duration(), duration()].sorted()
            settings.retry = RetryPolicy(
                attempts: UInt16.random(in: 1...1_000, using: &random), first: waits[0],
                factorMilli: UInt32.random(in: 1_000...1_000_000, using: &random), cap: waits[1],
                jitterMilli: UInt32.random(in: 0...1_000, using: &random),
                nonRetriable: random.chance(30) ? ["CardDeclined", "404", "a, b"] : [])
        } else if random.chance(30) {
            settings.retry.attempts = 1
        }
        return settings
    }

    private mutating func result() -> ResultSource {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .none
        case 1: .value(reference(before: steps.count))
        case 2: .expression(pick(["collect", "input", "null", "[collect, input]"]))
        default: .expression(expression(before: steps.count))
        }
    }

    private mutating func settings() -> DefinitionSettings {
        var settings = DefinitionSettings()
        if random.chance(30) { settings.retention = duration() }
        if random.chance(30) { settings.keepsHistory = false }
        if random.chance(30) { settings.historyLimit = UInt32.random(in: 16...65_536, using: &random) }
        if random.chance(30) { settings.unknownSignals = .ignore }
        if random.chance(30) { settings.dedupWindow = UInt32.random(in: 0...1_024, using: &random) }
        if random.chance(30) { settings.costBudget = UInt32.random(in: 100...100_000_000, using: &random) }
        if random.chance(30) { settings.revision = UInt32.random(in: 0...(.max), using: &random) }
        return settings
    }
}
