import SluiceKernel
import Testing

@Suite struct `A definition that no document wrote is checked too` {
    private func step(_ name: String, _ kind: StepKind) -> StepDefinition { StepDefinition(name: name, kind: kind) }

    private func task(_ name: String, _ inputs: [ValueReference] = []) -> StepDefinition {
        step(name, .task(TaskSettings(task: "t"), .values(inputs)))
    }

    private func check(_ steps: [StepDefinition], _ change: (inout Definition) -> Void = { _ in }) -> [String] {
        var definition = Definition(name: "w", version: 1, steps: steps)
        change(&definition)
        return DefinitionCheck.problems(of: definition).map { "\($0.path): \($0.message)" }
    }

    @Test func `a sound one has no problems`() {
        #expect(check([task("a"), task("b", [.step(0), .input])]) == [])
    }

    @Test func `what a definition must have`() {
        #expect(
            check([]) {
                $0.name = ""
                $0.version = 0
            } == [
                "workflow: the workflow has no name", "version: the workflow has no version",
                "steps: the workflow has no steps",
            ])
    }

    @Test func `references beyond the steps are told, not followed`() {
        let wild = ValueReference.step(9)
        let negative = ValueReference.step(-1)
        var after = task("a", [wild, negative])
        after.after = [wild]
        let found = check([
            after, step("b", .firstOf([wild])), step("c", .timeoutOf(wild)),
            step("d", .transform(.closure([negative]))),
        ]) { $0.result = .value(wild) }
        for path in [
            "steps.a.inputs[0]", "steps.a.inputs[1]", "steps.a.after[0]", "steps.b.first_of[0]", "steps.c.timeout_of",
        ] {
            #expect(found.contains { $0.hasPrefix("\(path): step number") }, "\(path) in \(found)")
        }
        #expect(found.contains("result: step number 9 does not exist"))
    }

    @Test func `names are compared as bytes`() {
        #expect(check([task("a"), task("a")]) == ["steps.a: two steps have the name 'a'"])
        let found = check([
            step("a", .signal(name: "\u{e9}", timeout: nil)), step("b", .signal(name: "e\u{301}", timeout: nil)),
        ])
        #expect(found == [])
        #expect(check([task("\u{212a}"), task("K")]).count == 1)
    }

    @Test(arguments: [
        ("attempts", RetryPolicy(attempts: 0)), ("attempts", RetryPolicy(attempts: 1_001)),
        ("first", RetryPolicy(first: 0)),
        ("cap", RetryPolicy(first: 2_000, cap: 1_000)), ("cap", RetryPolicy(cap: .max)),
        ("factor", RetryPolicy(factorMilli: 999)),
        ("jitter", RetryPolicy(jitterMilli: 1_001)), ("not", RetryPolicy(nonRetriable: [""])),
    ])
    func `retries keep their limits`(_ field: String, _ policy: RetryPolicy) {
        let found = check([step("a", .task(TaskSettings(task: "t", retry: policy), .values([])))])
        #expect(found.count == 1 && found[0].hasPrefix("steps.a.retry.\(field): "), "\(found)")
    }

    @Test func `durations keep their range`() {
        let settings = TaskSettings(task: "t", timeout: 0, deadline: -5)
        #expect(check([step("a", .task(settings, .values([])))]).count == 3)
        #expect(check([step("a", .timer(.after(.fixed(0))))]).count == 1)
        #expect(check([step("a", .signal(name: "s", timeout: .fixed(.max)))]).count == 1)
        #expect(check([task("a")]) { $0.settings.retention = 0 }.count == 1)
    }

    @Test func `places may be lines of Swift`() {
        var places = DefinitionPlaces()
        places.note(.step(1), at: FilePlace(file: "Orders.swift", line: 12))
        let definition = Definition(name: "w", version: 1, steps: [task("a"), step("b", .firstOf([.step(0)]))])
        let problems = DefinitionCheck.problems(of: definition, places: places)
        #expect(
            problems.map(\.description) == [
                "Orders.swift:12: steps.b: the value of 'b' is never used. Use it in a step or in 'result', or remove the step."
            ])
    }

    @Test func `what lies behind a step that cannot run is named`() {
        let found = check([
            step("s", .signal(name: "s", timeout: nil)), step("late", .timeoutOf(.step(0))), task("b", [.step(1)]),
            task("c", [.step(2)]), task("d", [.step(2), .input]), task("e", [.step(1), .step(0)]),
        ])
        #expect(
            found == [
                "steps.late.timeout_of: signal 's' has no timeout: 'late' can never run, nor 'b' and 'c' behind it"
            ])
    }

    @Test func `what came out of the log may be useless, and not impossible`() {
        let idle = Definition(name: "w", version: 1, steps: [task("a"), step("b", .firstOf([.step(0)]))])
        #expect(DefinitionCheck.problems(of: idle).map(\.code) == [.unused])
        #expect(DefinitionCheck.problems(of: idle, from: .log) == [])
        #expect(DefinitionReader.read(json: DefinitionWriter.canonicalJSON(idle)).definition == idle)
        let cyclic = Definition(name: "w", version: 1, steps: [task("a", [.step(0)])])
        #expect(DefinitionCheck.problems(of: cyclic, from: .log).map(\.code) == [.cycle])
    }
}
