import SluiceKernel
import SluiceTestKit
import Testing

/// Conditions on steps that were skipped, or gave null (docs/decisions/0004).
@Suite("A condition on an absent step")
struct ConditionTests {
    /// What the condition's steps are: `yes` and `no` bools, `gone` and `gone-too` skipped, `nothing` null, `text` a text.
    private func phase(_ condition: String) -> StepPhase? {
        let bench = FoldBench.with(
            .graph(
                .transform("yes", "true"), .transform("no", "false"), .transform("gone", "true", gates: ["no"]),
                .transform("gone-too", "true", gates: ["no"]), .transform("nothing", "null"),
                .transform("text", "'a'"), .transform("x", "1", gates: [condition])))
        bench.send(.start("i", of: "w", input: "null"))
        #expect(bench.found == [])
        return bench.phase("i", 6)
    }

    @Test(
        "does not hold, however the step is named",
        arguments: [
            "gone", "(gone)", " gone ", "((gone))", "steps.gone", "(steps.gone)", "steps['gone']",
            "steps[\"gone-too\"]", "(steps['gone-too'])", "nothing", "steps.nothing", "steps['nothing']",
        ])
    func alone(condition: String) {
        #expect(phase(condition) == .skipped)
        // Neither does the opposite: what is not known opens neither branch.
        #expect(phase("!\(condition)") == .skipped)
        #expect(phase("!(\(condition))") == .skipped)
    }

    @Test(
        "counts for neither true nor false beside others",
        arguments: [
            ("gone && yes", false), ("yes && gone", false), ("gone && no", false), ("gone || yes", true),
            ("yes || gone", true), ("gone || no", false), ("no || !gone", false), ("gone ? true : true", false),
            ("steps['gone-too'] && (yes || gone)", false), ("!(gone && yes)", false), ("!(gone && no)", true),
            // One that is absent decides before a field of what is absent, whichever comes first.
            ("gone && gone.amount > 0", false), ("gone.amount > 0 && gone", false),
            ("gone == null", true), ("gone == true", false), ("gone != true", true), ("has(steps.gone)", false),
        ])
    func beside(condition: String, holds: Bool) {
        #expect(phase(condition) == (holds ? .done : .skipped))
    }

    @Test(
        "is a mistake where it asks for more than a bool, or where no step is absent",
        arguments: [
            "gone.amount > 0", "gone > 0", "gone || gone.amount > 0", "gone.amount > 0 || gone", "text", "!text",
            "input",
            "text && yes", "size(gone) > 0",
        ])
    func mistakes(condition: String) {
        #expect(phase(condition) == .sidelined)
    }

    @Test("which is a mistake is told with a condition that mends it, however long the expression")
    func hint() throws {
        let condition = "gone.amount > 0 || input == '" + String(repeating: "é", count: 400) + "'"
        let bench = FoldBench.with(
            .graph(
                .transform("no", "false"), .transform("gone", "true", gates: ["no"]),
                .transform("x", "1", gates: [condition]),
                .transform("y", "1", gates: ["gone != null && (\(condition))"])))
        bench.send(.start("i", of: "w"))
        #expect(bench.phase("i", 2) == .sidelined)
        #expect(bench.phase("i", 3) == .skipped)
        let message = String(
            decoding: try #require(bench.instance("i")?.extras?.failures.first?.message), as: UTF8.self)
        #expect(message.hasSuffix("test it before: gone != null && …"), "\(message)")
    }
}
