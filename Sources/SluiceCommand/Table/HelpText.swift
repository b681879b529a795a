/// What `--help` prints, made of the table.
enum HelpText {
    private static let width = 96

    static func overview(program: String) -> String {
        var text = """
            sluice: stateful workflows on a log. Events advance instances; every instance advances exactly once.

            Usage: \(program) VERB [OPERAND…] [OPTION…]

            Verbs:

            """
        let column = (VerbTable.all.map(\.name.count).max() ?? 0) + 4
        for verb in VerbTable.all {
            text += "  " + padded(verb.name, column) + verb.summary + "\n"
        }
        text += """

            '\(program) VERB --help' explains a verb. '\(program) --version' tells the release.
            Begin with '\(program) check FILE', then '\(program) run --help'.

            """
        return text
    }

    static func verb(_ verb: Verb, program: String) -> String {
        var text = "\(program) \(verb.name): \(verb.summary)\n\n"
        text += "Usage: \(program) \(verb.name)\(verb.operands.isEmpty ? "" : " " + verb.operands) [OPTION…]\n"
        for paragraph in paragraphs(verb.details) { text += "\n" + wrapped(paragraph, indent: 0) }
        text += "\nOptions:\n"
        let column = min((verb.allOptions.map { $0.form.count }.max() ?? 0) + 4, 32)
        for option in verb.allOptions {
            let usual = option.usual.map { " Default: \($0)." } ?? ""
            let repeatable = option.isRepeatable ? " May be given again." : ""
            let lines = wrapped(option.help + usual + repeatable, indent: column).dropFirst(column)
            if option.form.count + 4 > column {
                text += "  \(option.form)\n" + String(repeating: " ", count: column) + lines
            } else {
                text += "  " + padded(option.form, column - 2) + lines
            }
        }
        if !verb.examples.isEmpty {
            text += "\nExamples:\n"
            for example in verb.examples {
                text += "  # \(example.what)\n  \(example.command.replacingPrefix("sluice", with: program))\n"
            }
        }
        text += "\nExit codes:\n"
        for exit in exits(of: verb) { text += "  " + padded("\(exit.code.rawValue)", 4) + exit.when + "\n" }
        return text
    }

    /// Its own, then those of every verb.
    static func exits(of verb: Verb) -> [Verb.Exit] {
        let shared: [Verb.Exit] = [
            .init(.ok, "done"), .init(.usage, "the command line or the settings file is wrong"),
            .init(.noInput, "the settings file cannot be read"), .init(.io, "the results cannot be written"),
        ]
        let own = Set(verb.exits.map(\.code.rawValue))
        return (verb.exits + shared.filter { !own.contains($0.code.rawValue) })
            .sorted { $0.code.rawValue < $1.code.rawValue }
    }

    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = []
        var current = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !current.isEmpty { paragraphs.append(current) }
                current = ""
            } else {
                current += current.isEmpty ? String(line) : " " + line
            }
        }
        if !current.isEmpty { paragraphs.append(current) }
        return paragraphs
    }

    private static func wrapped(_ text: String, indent: Int) -> String {
        var lines: [String] = []
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                isEmpty = true
            }
            line += isEmpty ? String(word) : " " + word
            isEmpty = false
        }
        lines.append(line)
        return lines.joined(separator: "\n") + "\n"
    }

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
