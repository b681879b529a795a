import SluiceKernel

extension Mistake {
    private static let rest = "\nsteps:\n  a: {task: t}\n"

    /// Mistakes of the document itself.
    static let ofDocuments: [Mistake] = [
        Mistake("an empty document", document: "«", .missing, "the document is empty", hint: "sluice: 1"),
        Mistake("only a comment", document: "# todo\n«", .missing, "the document is empty"),
        Mistake("a list", document: "«- a", .wrongKind, "expected a workflow as a mapping", hint: nil),
        Mistake(
            "no format version", document: "«workflow: w\nversion: 1\(rest)", .missing, "'sluice' is missing",
            hint: "sluice: 1"),
        Mistake(
            "a later format", document: "sluice: «2\nworkflow: w\nversion: 1\(rest)", .badValue, "format version 2",
            hint: "sluice: 1"),
        Mistake(
            "no name", document: "«sluice: 1\nversion: 1\(rest)", .missing, "'workflow' is missing", hint: "workflow:"),
        Mistake(
            "no version", document: "«sluice: 1\nworkflow: w\(rest)", .missing, "'version' is missing",
            hint: "version: 1"),
        Mistake(
            "no steps", document: "«sluice: 1\nworkflow: w\nversion: 1", .missing, "'steps' is missing",
            hint: "one step"),
        Mistake(
            "empty steps", document: "sluice: 1\nworkflow: w\nversion: 1\nsteps: «{}", .missing, "there are no steps",
            hint: "Add"),
        Mistake(
            "steps that are nothing", document: "sluice: 1\nworkflow: w\nversion: 1\nsteps:«\n", .wrongKind,
            "expected steps as a mapping from name to step, found nothing"),
        Mistake(
            "steps as a list", document: "sluice: 1\nworkflow: w\nversion: 1\nsteps: «[a]", .wrongKind,
            "expected steps as a mapping from name to step, found a list"),
        Mistake(
            "a name with a blank", document: "sluice: 1\nworkflow: «my flow\nversion: 1\(rest)", .badName, "'my flow'",
            hint: "letters, digits"),
        Mistake(
            "a name too long",
            document: "sluice: 1\nworkflow: «\(String(repeating: "x", count: 101))\nversion: 1\(rest)", .badName,
            "101 bytes"),
        Mistake(
            "a name that is a number", document: "sluice: 1\nworkflow: «2024\nversion: 1\(rest)", .wrongKind,
            "expected a name, found a number", hint: "\"2024\""),
        Mistake(
            "version zero", document: "sluice: 1\nworkflow: w\nversion: «0\(rest)", .badValue,
            "from 1 to 4294967295, found '0'"),
        Mistake(
            "a version in quotes", document: "sluice: 1\nworkflow: w\nversion: «\"3\"\(rest)", .wrongKind,
            "expected a whole number", hint: "Remove the quotes"),
        Mistake(
            "a version with a fraction", document: "sluice: 1\nworkflow: w\nversion: «1.5\(rest)", .badValue,
            "found '1.5'"),
        Mistake(
            "an unknown key", document: "sluice: 1\nworkflow: w\nversion: 1\n«retentoin: 7d\(rest)", .unknownKey,
            "unknown key 'retentoin'", hint: "Did you mean 'retention'?"),
        Mistake(
            "a key that is nothing known", document: "sluice: 1\nworkflow: w\nversion: 1\n«owner: me\(rest)",
            .unknownKey,
            "unknown key 'owner'", hint: "Fields of a workflow: sluice,"),
        Mistake(
            "a key twice", document: "sluice: 1\nworkflow: w\nversion: 1\n«version: 2\(rest)", .duplicateKey,
            "'version' appears twice: first at 3:1", hint: "Remove"),
        Mistake(
            "a bad retention", document: "sluice: 1\nworkflow: w\nversion: 1\nretention: «a week\(rest)", .badDuration,
            "expected a duration, found 'a week'", hint: "90s"),
        Mistake(
            "retention too long", document: "sluice: 1\nworkflow: w\nversion: 1\nretention: «4000d\(rest)",
            .badDuration,
            "outside 1ms to 3650d"),
        Mistake(
            "history by an old word", document: "sluice: 1\nworkflow: w\nversion: 1\nhistory: «off\(rest)", .wrongKind,
            "expected true or false", hint: "YAML 1.2"),
        Mistake(
            "a small history", document: "sluice: 1\nworkflow: w\nversion: 1\nhistory_limit: «3\(rest)", .limit,
            "history_limit is 3, outside 16 to 65536"),
        Mistake(
            "a wide dedup window", document: "sluice: 1\nworkflow: w\nversion: 1\ndedup_window: «5000\(rest)", .limit,
            "outside 0 to 1024"),
        Mistake(
            "no budget", document: "sluice: 1\nworkflow: w\nversion: 1\ncost_budget: «0\(rest)", .limit,
            "cost_budget is 0"),
        Mistake(
            "an unknown choice", document: "sluice: 1\nworkflow: w\nversion: 1\nunknown_signals: «ignored\(rest)",
            .badValue,
            "expected dead-letter or ignore, found 'ignored'", hint: "Did you mean 'ignore'?"),
        Mistake(
            "a second document", document: "sluice: 1\n«---\nsluice: 1\n", .unsupported, "a second document",
            hint: "file of its own"),
        Mistake("a tag", document: "sluice: «!!int \"1\"\n", .unsupported, "tags such as", hint: "quotes"),
        Mistake("a merge key", document: "a: &a {b: 1}\nc:\n  «<<: *a\n", .unsupported, "merge keys"),
        Mistake("an unknown alias", document: "sluice: «*one\n", .syntax, "no anchor &one", hint: "Define it first"),
        Mistake("an alias within itself", document: "a: &a [«*a]\n", .syntax, "lies within what it stands for"),
        Mistake("a key that is a list", document: "? «[a]\n: b\n", .wrongKind, "a key is a text, not a list"),
        Mistake("a tab", document: "steps:\n«\ta: 1\n", .syntax, "cannot start any token", hint: "Indent with spaces"),
        Mistake(
            "an open bracket", document: "a: [1, 2\nb«: 3\n", .syntax, "did not find expected ',' or ']'",
            hint: "It began at 1:4"),
        Mistake(
            "a choice in a flow mapping", document: "c: {transform: a ? 1 «: 2}\n", .syntax,
            "did not find expected ',' or '}'", hint: "in quotes"),
        Mistake(
            "a comma in a text of a flow mapping", steps: "a: {transform: input.a, «b ? 1 : 2}", .unknownKey,
            "unknown key 'b ? 1'",
            hint: "Within { } and [ ] put a text that holds '?', ': ', ',' or a bracket in quotes."),
        Mistake(
            "a word behind a comma in a flow mapping", steps: "a: {signal: paid, «refused}", .unknownKey,
            "unknown key 'refused'", hint: "in quotes"),
        Mistake(
            "a misspelt key in a flow mapping", steps: "a: {task: t, «wehn: input.a}", .unknownKey,
            "unknown key 'wehn'", hint: "Did you mean 'when'?"),
        Mistake("two colons", document: "a: b«: c\n", .syntax, "mapping values are not allowed", hint: "quotes"),
    ]
}
