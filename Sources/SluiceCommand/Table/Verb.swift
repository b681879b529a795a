/// One verb of the command line, declared whole: what help says and what it does.
struct Verb: Sendable {
    struct Example: Sendable {
        let command: String
        let what: String

        init(_ command: String, _ what: String) {
            self.command = command
            self.what = what
        }
    }

    struct Exit: Sendable {
        let code: ExitCode
        let when: String

        init(_ code: ExitCode, _ when: String) {
            self.code = code
            self.when = when
        }
    }

    let name: String
    /// One line: what it does.
    let summary: String
    /// The operands as usage shows them.
    let operands: String
    let operandCount: ClosedRange<Int>
    /// Paragraphs behind the summary.
    let details: String
    let options: [OptionSpec]
    let examples: [Example]
    /// Exit codes with what they mean here, beside those that all verbs share.
    let exits: [Exit]
    let run: @Sendable (CommandContext) throws -> ExitCode

    init(
        _ name: String, _ summary: String, operands: String = "", operandCount: ClosedRange<Int> = 0...0,
        details: String = "", options: [OptionSpec] = [], examples: [Example] = [], exits: [Exit] = [],
        run: @escaping @Sendable (CommandContext) throws -> ExitCode
    ) {
        self.name = name
        self.summary = summary
        self.operands = operands
        self.operandCount = operandCount
        self.details = details
        self.options = options
        self.examples = examples
        self.exits = exits
        self.run = run
    }

    /// Its own options and those of every verb.
    var allOptions: [OptionSpec] { options + CommonOptions.all }
}
