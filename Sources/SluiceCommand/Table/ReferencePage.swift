/// `docs/cli.md`, made of the table. A test keeps the file in step: `SLUICE_UPDATE_DOCS=1 swift test` writes it.
enum ReferencePage {
    static func markdown() -> String {
        var text = """
            # The command line

            Made from the table of verbs in `Sources/SluiceCommand/Verbs`; do not edit by hand.

            `sluice VERB [OPERAND…] [OPTION…]`. Results go to stdout, everything else to stderr. With `--json` each line of
            stdout is one JSON value. A program that hosts Swift workflows (`SluiceCommand.main(workflows:)`) has the same verbs.

            | exit code | meaning |
            |---|---|

            """
        for code in ExitCode.all { text += "| \(code.rawValue) | \(code.meaning) |\n" }
        text += "\n| verb | |\n|---|---|\n"
        for verb in VerbTable.all { text += "| [`\(verb.name)`](#\(verb.name)) | \(verb.summary) |\n" }
        for verb in VerbTable.all { text += section(verb) }
        return text
    }

    private static func section(_ verb: Verb) -> String {
        var text = "\n## \(verb.name)\n\n\(verb.summary)\n\n"
        text += "```\nsluice \(verb.name)\(verb.operands.isEmpty ? "" : " " + verb.operands) [OPTION…]\n```\n"
        for paragraph in HelpText.paragraphs(verb.details) { text += "\n\(paragraph)\n" }
        text += "\n| option | default | |\n|---|---|---|\n"
        for option in verb.allOptions {
            let help = option.help + (option.isRepeatable ? " May be given again." : "")
            text += "| `\(option.form)` | \(cell(option.usual ?? "")) | \(cell(help)) |\n"
        }
        if !verb.examples.isEmpty {
            text += "\n```sh\n"
            for example in verb.examples { text += "# \(example.what)\n\(example.command)\n" }
            text += "```\n"
        }
        text += "\nExit codes: "
        text += HelpText.exits(of: verb).map { "`\($0.code.rawValue)` \($0.when)" }.joined(separator: "; ")
        return text + ".\n"
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
