/// An option as the table declares it: from this come parsing, help, hints and `docs/cli.md`.
struct OptionSpec: Sendable {
    enum Argument: Sendable {
        case none
        /// `--name VALUE`; the text names the value in help.
        case required(String)
        /// `--name` or `--name=VALUE`.
        case optional(String)
    }

    let name: String
    let short: Character?
    let argument: Argument
    let isRepeatable: Bool
    /// What holds when the option is not given, with its unit; nil: nothing.
    let usual: String?
    let help: String

    init(
        _ name: String, short: Character? = nil, takes argument: Argument = .none, isRepeatable: Bool = false,
        usual: String? = nil, _ help: String
    ) {
        self.name = name
        self.short = short
        self.argument = argument
        self.isRepeatable = isRepeatable
        self.usual = usual
        self.help = help
    }

    /// `-w, --wait[=DURATION]`
    var form: String {
        var text = short.map { "-\($0), " } ?? ""
        text += "--\(name)"
        switch argument {
        case .none: break
        case .required(let value): text += " \(value)"
        case .optional(let value): text += "[=\(value)]"
        }
        return text
    }
}
