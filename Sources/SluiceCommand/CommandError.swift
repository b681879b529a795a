/// Why a command ended without doing what it was asked: told on stderr, with the code that the shell gets.
struct CommandError: Error, Equatable, Sendable {
    let code: ExitCode
    /// What is wrong, with the value that was found.
    let message: String
    /// What to write or do instead.
    let hint: String?

    init(_ code: ExitCode, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
