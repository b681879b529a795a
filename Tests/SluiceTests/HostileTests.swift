import Sluice
import SluiceKernel
import Testing

@Suite struct `Hostile documents cost little` {
    private func problems(_ steps: String, result: String = "null") -> [Problem] {
        let text = "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n\(steps)\nresult: \(result)\n"
        return WorkflowDocument.read(Array(text.utf8), format: .yaml, file: "f").problems
    }

    @Test func `thousands of mistakes are counted, not listed`() {
        let unknown = (0..<30_000).map { "x\($0)" }.joined(separator: ", ")
        let problems = problems("  step: {task: t, inputs: [\(unknown)]}")
        #expect(problems.count == 101)
        #expect(problems.last?.message == "29900 more problems")
    }

    @Test func `thousands of steps with thousands of mistakes`() {
        let problems = problems(
            (0..<8_000).map { "  step\($0): {task: t, after: stepp\($0), a b: 1}" }.joined(separator: "\n"))
        #expect(problems.count == 101)
    }

    @Test func `thousands of bad expressions`() {
        let gates = Array(repeating: "xinput", count: 60).joined(separator: ", ")
        let problems = problems((0..<400).map { "  step\($0): {task: t, when: [\(gates)]}" }.joined(separator: "\n"))
        #expect(problems.count == 101)
    }

    @Test func `a chain of 500 steps, groups in groups, and a long expression`() {
        let chain = (1..<500).map { "  s\($0): {task: t, with: s\($0 - 1).x, when: s\($0 - 1) != null}" }
        #expect(problems("  s0: {task: t}\n" + chain.joined(separator: "\n")).isEmpty)
        let ring = chain.joined(separator: "\n") + "\n  s0: {task: t, with: s499}"
        #expect(problems(ring).map(\.code) == [.cycle])
        var nested = ""
        for level in 0..<25 {
            let indent = String(repeating: "    ", count: level) + "  "
            nested += "\(indent)g\(level):\n\(indent)  when: input.x\(level)\n\(indent)  steps:\n"
        }
        #expect(problems(nested + String(repeating: " ", count: 102) + "s: {task: t}").isEmpty)
        let sum = Array(repeating: "1", count: 20_000).joined(separator: " || ")
        #expect(!problems("  s:\n    task: t\n    when: \(sum)").isEmpty)
        #expect(!problems("  s: {task: t}", result: String(repeating: "(", count: 60_000)).isEmpty)
        #expect(!problems("  s: {task: t}", result: String(repeating: "s.", count: 200_000)).isEmpty)
    }
}
