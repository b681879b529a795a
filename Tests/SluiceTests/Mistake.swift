import SluiceKernel
import Testing

/// A mistake that a user can make in a document, and what must be said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
    var what: String
    /// The document, without the `«` that marks where the problem must point.
    var text: String
    var line: Int
    var column: Int
    var code: Problem.Code
    var message: String
    var hint: String?

    var testDescription: String { what }

    init(_ what: String, document: String, _ code: Problem.Code, _ message: String, hint: String? = nil) {
        self.what = what
        self.code = code
        self.message = message
        self.hint = hint
        let parts = document.split(separator: "«", maxSplits: 1, omittingEmptySubsequences: false)
        precondition(parts.count == 2, "mark the place in: \(what)")
        text = String(parts[0] + parts[1])
        let lines = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        line = lines.count
        column = lines[lines.count - 1].unicodeScalars.count + 1
    }

    /// A mistake in the steps of an otherwise sound document.
    init(_ what: String, steps: String, _ code: Problem.Code, _ message: String, hint: String? = nil) {
        let indented = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        let document = "sluice: 1\nworkflow: w\nversion: 1\nsteps:\n" + indented.joined(separator: "\n") + "\n"
        self.init(what, document: document, code, message, hint: hint)
    }
}
