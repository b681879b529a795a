import Sluice
import SluiceKernel
import Testing

/// Every mistake that the types let through is told when the workflow is registered: where, what, and how to mend it.
@Suite struct MistakeTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        /// What must be told: parts of one problem's text each.
        let problems: [[String]]
        let workflow: any AnyWorkflow

        var testDescription: String { name }

        init(_ name: String, _ problems: [[String]], _ body: @escaping @Sendable (Flow, Value<Order>) -> Void) {
            self.init(name, problems, Workflow("w", version: 1, body))
        }

        init(_ name: String, _ problems: [[String]], _ workflow: any AnyWorkflow) {
            self.name = name
            self.problems = problems
            self.workflow = workflow
        }
    }

    static let mistakes: [Mistake] = [
        Mistake("no steps", [["workflow 'w' has no steps", "Call at least one verb"]]) { _, _ in },
        Mistake(
            "a bad workflow name", [["workflow name 'my flow'", "' ' is not allowed"]],
            Workflow("my flow", version: 1, fine)),
        Mistake("an empty workflow name", [["workflow name ''", "it is empty"]], Workflow("", version: 1, fine)),
        Mistake("no version", [["version 0", "count from 1"]], Workflow("w", version: 0, fine)),
        Mistake("a negative version", [["version -3", "count from 1"]], Workflow("w", version: -3, fine)),
        Mistake("a negative revision", [["revision -1", "0 and up"]], Workflow("w", version: 1, revision: -1, fine)),
        Mistake(
            "a bad retention", [["retention", "1 ms to 3,650 days"]],
            Workflow("w", version: 1, settings: WorkflowSettings(retention: .seconds(-1)), fine)),
        Mistake(
            "settings out of range", [["historyLimit 3", "16 and 65,536"], ["dedupWindow -1"], ["costBudget 0"]],
            Workflow("w", version: 1, settings: oddSettings, fine)),
        Mistake(
            "a step name twice",
            [["step 'a' exists already, at SluiceAuthoringTests/MistakeTests.swift:", "another name"]]
        ) {
            flow, order in
            flow.perform("a", order) { _ in }
            flow.perform("a", order) { _ in }
        },
        Mistake("an empty step name", [["step name ''", "it is empty"]]) { $0.perform("", $1) { _ in } },
        Mistake("a bad step name", [["step name 'grüße'", "'ü' is not allowed"]]) { $0.perform("grüße", $1) { _ in } },
        Mistake("a long step name", [["65 bytes of at most 64"]]) {
            $0.perform(String(repeating: "a", count: 65), $1) { _ in }
        },
        Mistake("a reserved step name", [["step name 'input' means something else", "another name"]]) {
            $0.perform("input", $1) { _ in }
        },
        Mistake("a value that is never used", [["the value of step 'a' is never used", "perform", "flow.keep"]]) {
            flow, order in _ = flow.task("a", order) { $0.total }
        },
        Mistake("a signal that is never used", [["the value of step 's' is never used"]]) { flow, order in
            _ = flow.signal("s", of: Int.self)
        },
        Mistake("a timer that is never used", [["the value of step 't' is never used"]]) { flow, order in
            _ = flow.timer("t", .seconds(1))
        },
        Mistake(
            "a field that clashes with a step", [["step 'input.items' exists already", "this field needs the name"]]
        ) {
            flow, order in
            flow.keep(flow.task("input.items", order) { $0.total })
            flow.perform("b", order.items) { _ in }
        },
        Mistake("a computed property", [["a field of 'input' is a computed property", "flow.transform"]]) {
            flow, order in
            flow.perform("a", order.count) { _ in }
        },
        Mistake("a value of another workflow", [["'input' belongs to workflow 'other'", "send a signal"]]) {
            flow, order in
            let leak = Leak<Order>()
            let other = Workflow("other", version: 1) { (_, input: Value<Order>) -> Void in leak.value = input }
            _ = try? other.register()
            if let value = leak.value { flow.perform("a", value) { _ in } }
        },
        Mistake(
            "a value that leaks out of a condition",
            [["step 'b' uses 'a' outside of the condition", "MistakeTests.swift:", "what `when` or `unless` returns"]]
        ) {
            flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            var leak: Value<Int>?
            flow.when(large) {
                let made = flow.task("a", order) { $0.total }
                leak = made
                flow.perform("inner", made) { _ in }
            }
            if let leak { flow.perform("b", leak) { _ in } }
        },
        Mistake("a value of the wrong branch", [["step 'b' uses 'a' outside of the condition"]]) { flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            var leak: Value<Int>?
            flow.when(large) { leak = flow.task("a", order) { $0.total } }
            flow.unless(large) { if let leak { flow.perform("b", leak, order) { _, _ in } } }
        },
        Mistake("nothing under a condition", [["no step is made under this condition"]]) { flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            flow.perform("a", large) { _ in }
            flow.when(large) {}
        },
        Mistake(
            "a condition that returns what was made outside",
            [["'a' is returned from under a condition and was not made there"]]
        ) {
            flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            let made = flow.task("a", order) { $0.total }
            let odd = flow.when(large) {
                flow.perform("inner", made) { _ in }
                return made
            }
            flow.perform("b", odd) { (_: Int?) in }
        },
        Mistake(
            "an absent input and a result that is no optional",
            [["step 'b' is skipped when all its inputs are (a)", "Value<…?>"]]
        ) {
            flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            let skippable = flow.when(large) { flow.task("a", order) { $0.total } }
            let odd: Value<Int> = flow.task("b", skippable) { $0 ?? 0 }
            flow.perform("c", odd) { _ in }
        },
        Mistake(
            "a step that may be skipped on failure",
            [["step 'b' needs 'a', which is skipped when it fails", ".orSkipped"]]
        ) {
            flow, order in
            let made = flow.task("a", onFailure: .skip, order) { $0.total }
            flow.perform("b", made) { _ in }
        },
        Mistake("either without the other", [["none of its values is there", "first(of:)"]]) { flow, order in
            let large = flow.transform("large", order) { $0.total > 1 }
            let express = flow.transform("express", order) { $0.total > 2 }
            let a = flow.when(large) { flow.task("a", order) { $0.total } }
            let b = flow.when(express) { flow.task("b", order) { $0.total } }
            flow.perform("c", flow.either(a, b)) { _ in }
        },
        Mistake(
            "attempts, waits, factor and jitter",
            [["0 attempts"], ["first wait"], ["longest wait"], ["factor 0.5"], ["jitter 2.0"]]
        ) {
            flow, order in
            flow.perform(
                "a", retry: .exponential(attempts: 0, first: .seconds(-1), factor: 0.5, cap: .zero, jitter: 2), order
            ) { _ in }
        },
        Mistake("a cap below the first wait", [["cap"]]) { flow, order in
            flow.perform("a", retry: .exponential(attempts: 2, first: .seconds(9), cap: .seconds(1)), order) { _ in }
        },
        Mistake("bad durations", [["'a': timeout"], ["'a': deadline"], ["'t': duration"], ["'s': timeout"]]) {
            flow, order in
            flow.perform("a", timeout: .zero, deadline: .seconds(-1), order) { _ in }
            flow.keep(flow.timer("t", .seconds(Int64.max)))
            flow.keep(flow.signal("s", of: Int.self, timeout: .zero).timedOut)
        },
        Mistake("no concurrency", [["concurrency 0"]]) { $0.perform("a", concurrency: 0, $1) { _ in } },
        Mistake("two tasks of one name", [["task 'shared' is defined twice", "another name"]]) { flow, order in
            let one = TaskDefinition("shared") { (order: Order) in order.total }
            let two = TaskDefinition("shared") { (order: Order) in order.id }
            flow.keep(flow.run(one, order), flow.run(two, as: "other", order))
        },
        Mistake("a bad task name", [["task name 'a/b'", "'/' is not allowed"]]) { flow, order in
            flow.keep(flow.run(TaskDefinition("a/b") { (order: Order) in order.total }, as: "a", order))
        },
        Mistake("a signal twice", [["step 's' exists already"]]) { flow, order in
            flow.keep(flow.signal("s", of: Int.self), flow.signal("s", of: Int.self))
        },
        Mistake(
            "a result that may be absent",
            [["the result uses 'a' outside of the condition"]],
            Workflow("w", version: 1) { (flow, order: Value<Order>) -> Value<Int> in
                let large = flow.transform("large", order) { $0.total > 1 }
                var leak: Value<Int>!
                flow.when(large) { leak = flow.task("a", order) { $0.total } }
                return leak
            }),
    ]

    @Test(arguments: mistakes)
    func `each is told once, with its place and what to do`(_ mistake: Mistake) {
        do {
            _ = try mistake.workflow.register()
            Issue.record("no error")
        } catch {
            #expect(error.problems.count == mistake.problems.count, "\(error)")
            for (problem, parts) in zip(error.problems, mistake.problems) {
                for part in parts { #expect(problem.description.contains(part), "\(problem)") }
            }
            for problem in error.problems {
                #expect(problem.place.hasPrefix("SluiceAuthoringTests/MistakeTests.swift:"), "\(problem)")
                #expect(!problem.fix.isEmpty, "\(problem)")
            }
        }
    }

    @Test func `more steps than allowed`() {
        let workflow = Workflow("w", version: 1) { (flow, order: Value<Order>) -> Void in
            for index in 0...500 { flow.perform("s\(index)", order) { _ in } }
        }
        #expect(throws: WorkflowError.self) { try workflow.register() }
    }

    @Sendable static func fine(_ flow: Flow, _ order: Value<Order>) { flow.perform("a", order) { _ in } }

    static var oddSettings: WorkflowSettings {
        var settings = WorkflowSettings()
        settings.historyLimit = 3
        settings.dedupWindow = -1
        settings.costBudget = 0
        return settings
    }

    /// Carries a value out of the body it belongs to.
    final class Leak<T: Codable & Sendable>: @unchecked Sendable {
        // One thread only.
        var value: Value<T>?
    }
}

extension Order {
    var count: Int { items.count }
}
