import Sluice
import SluiceKernel
import Testing

@Suite struct `Every mistake in a document is told with its place and its cure` {
    private func check(_ mistake: Mistake) throws {
        let reading = WorkflowDocument.read(Array(mistake.text.utf8), format: .yaml, file: "w.yaml")
        let all = reading.problems.map(\.description).joined(separator: "\n")
        let found = reading.problems.filter { $0.code == mistake.code && $0.message.contains(mistake.message) }
        let problem = try #require(found.first, "\(mistake.what): \(all)")
        #expect(
            problem.place == FilePlace(file: "w.yaml", line: mistake.line, column: mistake.column),
            "\(mistake.what): \(all)")
        if let hint = mistake.hint { #expect(problem.hint?.contains(hint) == true, "\(mistake.what): \(all)") }
        #expect(reading.problems.count == 1, "\(mistake.what) is told once: \(all)")
        #expect(reading.definition == nil)
    }

    @Test(arguments: Mistake.ofDocuments)
    func `in the document`(_ mistake: Mistake) throws { try check(mistake) }

    @Test(arguments: Mistake.ofSteps)
    func `in a step`(_ mistake: Mistake) throws { try check(mistake) }

    @Test(arguments: Mistake.ofExpressions)
    func `in an expression`(_ mistake: Mistake) throws { try check(mistake) }

    @Test func `all at once, in the order of the document`() {
        let text = """
            sluice: 1
            workflow: w
            steps:
              a: {tsak: t}
              b: {task: t, with: inptu.x, timeout: 5}
              c: {task: t, after: [d], when: 1}
              e: {transform: input.x}
            result: f
            """
        let problems = WorkflowDocument.read(Array(text.utf8), format: .yaml).problems
        let found = problems.map { "\($0.place?.withoutFile ?? "") \($0.code.rawValue)" }
        #expect(
            found == [
                "1:1 missing", "4:7 unknown-key", "5:22 expression", "5:40 bad-duration", "6:24 unknown-step",
                "6:34 type-clash", "8:9 expression",
            ])
    }
}
