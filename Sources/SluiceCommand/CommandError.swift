/// Why a command ended without doing what it was asked: told on stderr, with the code that the shell gets.
struct CommandError: Error, Equatable, Sendable {
    let code: ExitCode
    /// What is wrong, with the value that was found; never empty. One may have several lines: a quoted source and a caret.
    let problems: [String]
    /// What to write or do instead.
    let hint: String?

    init(_ code: ExitCode, _ problems: [String], hint: String? = nil) {
        self.code = code
        self.problems = problems
        self.hint = hint
    }

    init(_ code: ExitCode, _ message: String, hint: String? = nil) { self.init(code, [message], hint: hint) }

    /// All problems, one behind the other.
    var message: String { problems.joined(separator: "\n") }
}
