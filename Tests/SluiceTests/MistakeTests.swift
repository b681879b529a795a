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
}
