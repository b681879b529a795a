import SluiceKernel

/// The options of `ingest` and `run` that map lines to events.
enum IngestOptions {
    static let all: [OptionSpec] = [
        OptionSpec(
            "format", takes: .required("FORMAT"), usual: "by the name: .csv, .tsv, .jsonl or .ndjson",
            "csv, tsv or jsonl."),
        OptionSpec(
            "delimiter", takes: .required("CHAR"), usual: "','",
            "What separates the fields of a CSV file; 'tab' for a tab."),
        OptionSpec(
            "instance", takes: .required("FIELD"), usual: "instance", "The column or member that holds the instance id."
        ),
        OptionSpec("type", takes: .required("FIELD"), usual: "type", "The column or member that names the event."),
        OptionSpec("all-of-type", takes: .required("TYPE"), "Every line is an event of this type: no field names it."),
        OptionSpec(
            "time", takes: .required("FIELD"), usual: "the time of the append",
            "When it happened: RFC 3339 or ISO 8601 with an offset; microseconds are kept."),
        OptionSpec(
            "event-id", takes: .required("FIELD"), usual: "a hash of the line",
            "What makes an event a repeat of an earlier one. By default equal lines are one event: a doubled line is a duplicate."
        ),
        OptionSpec(
            "field", takes: .required("FIELD"), isRepeatable: true, usual: "all",
            "A field that goes into the data, a JSON object."),
        OptionSpec(
            "payload", takes: .required("FIELD"), "The data is the JSON value of this field, not an object of fields."),
        OptionSpec(
            "infer", "CSV fields that read as numbers, true or false become such, empty ones null; else all are text."),
        OptionSpec(
            "start", takes: .required("TYPE=WORKFLOW"), isRepeatable: true,
            "Events of TYPE start WORKFLOW under the instance id. All other events are signals named by their type."),
        OptionSpec("signal-prefix", takes: .required("TEXT"), "Put before the type to make the name of a signal."),
        OptionSpec(
            "only", takes: .required("TYPE"), isRepeatable: true,
            "Take events of this type, and leave all that are not named out."),
        OptionSpec("ignore", takes: .required("TYPE"), isRepeatable: true, "Leave events of this type out."),
        OptionSpec("rejects", takes: .required("FILE"), "Write each rejected line as JSON: file, line, reason, text."),
        OptionSpec(
            "tolerate", takes: .required("LINES"), usual: "0", "Rejected lines up to which the exit code stays 0."),
        OptionSpec("progress", usual: "when stderr is a terminal", "Show progress on stderr."),
    ]

    /// What the help of both verbs says about lines.
    static let details = """
        Files are CSV (RFC 4180, with a header; quoted fields may span lines) or JSON lines; '-' is stdin. A line becomes one
        event: the start of an instance, or a signal. Events of one instance keep the order of the file. A line that cannot be
        an event is rejected with its number and the reason, and the others go on. A workflow that --start names and that is not
        deployed is refused before a line is read; a type that --start names and no event has draws a warning.

        Sending a file again changes no state and no outcome while the instances are kept: a start finds its instance there,
        and a signal is known by its event id, of which an instance remembers the last 64 (dedup_window in docs/authoring.md).
        A rejected event leaves nothing that it could be known by: it is a dead letter each time.
        """

    /// Refuses starts of workflows that are not deployed: each of them would become a dead letter.
    ///
    /// - Parameters:
    ///   - names: of the workflows that are.
    ///   - remedy: what to do when none is.
    static func check(
        _ mapping: EventMapping, deployed names: [String], remedy: String = "deploy it first"
    ) throws(CommandError) {
        let starts = mapping.starts.map { (type: String(decoding: $0, as: UTF8.self), workflow: $1) }
        for (type, workflow) in starts.sorted(by: { $0.type < $1.type }) {
            let workflow = String(decoding: workflow, as: UTF8.self)
            guard !names.contains(where: { $0.isSameBytes(as: workflow) }) else { continue }
            throw DeployedNames.unknown(
                workflow, among: names, .usage, "--start \("\(type)=\(workflow)".quotedForMessage): ",
                remedy: remedy)
        }
    }

    /// Refuses files that cannot be read, before the first of several is: what is known at once is told at once. Nor may
    /// one of them be that of the rejected lines, which is made anew.
    static func check(_ invocation: Invocation, _ mapping: EventMapping) throws(CommandError) {
        let files = invocation.operands
        for file in files { _ = try mapping.format(of: file) }
        for file in files where file != "-" { try InputBuffer.check(file) }
        guard let rejects = invocation.text("rejects") else { return }
        for file in files where file != "-" && Descriptor.isSame(file, rejects) {
            throw CommandError(
                .usage, "--rejects \(ShellText.word(rejects)) would overwrite \(file), which is to be read",
                hint: "Name another file.")
        }
    }

    static func mapping(_ invocation: Invocation) throws(CommandError) -> EventMapping {
        var mapping = EventMapping()
        let format = try invocation.choice("format", ["csv", "tsv", "jsonl"])
        var delimiter: UInt8?
        if let text = invocation.text("delimiter") {
            let bytes = text == "tab" ? [0x09] : Array(text.utf8)
            guard bytes.count == 1, bytes[0] < 0x80, ![0x22, 0x0a, 0x0d].contains(bytes[0]) else {
                throw invocation.refusal("delimiter", text, "one ASCII character other than a quote, or 'tab'")
            }
            delimiter = bytes[0]
        }
        switch format {
        case "csv": mapping.format = .csv(delimiter: delimiter ?? UInt8(ascii: ","))
        case "tsv": mapping.format = .csv(delimiter: delimiter ?? 0x09)
        case "jsonl":
            guard delimiter == nil else {
                throw CommandError(.usage, "--delimiter and --format jsonl exclude each other")
            }
            mapping.format = .jsonLines
        default: mapping.delimiter = delimiter
        }
        if let field = invocation.text("instance") { mapping.instance = field }
        if let field = invocation.text("type") { mapping.type = field }
        mapping.fixedType = invocation.text("all-of-type").map { Array($0.utf8) }
        if mapping.fixedType != nil && invocation.has("type") {
            throw CommandError(.usage, "--type and --all-of-type exclude each other")
        }
        mapping.time = invocation.text("time")
        mapping.eventID = invocation.text("event-id")
        mapping.fields = invocation.texts("field")
        mapping.payload = invocation.text("payload")
        if mapping.payload != nil && !mapping.fields.isEmpty {
            throw CommandError(.usage, "--field and --payload exclude each other")
        }
        mapping.infersTypes = invocation.has("infer")
        for text in invocation.texts("start") {
            // The workflow's name has no '=', the type may.
            guard let equals = text.utf8.lastIndex(of: UInt8(ascii: "=")) else {
                throw invocation.refusal("start", text, "TYPE=WORKFLOW")
            }
            let workflow = String(text[text.utf8.index(after: equals)...])
            if let problem = DefinitionName.problem(workflow, limit: DefinitionName.workflowLimit) {
                throw CommandError(.usage, "--start \(text.quotedForMessage): \(problem)", hint: DefinitionName.hint)
            }
            let type = String(text[..<equals])
            if let other = mapping.starts.updateValue(Array(workflow.utf8), forKey: Array(type.utf8)),
                other != Array(workflow.utf8)
            {
                throw CommandError(
                    .usage,
                    "--start \(type.quotedForMessage) is given two workflows: "
                        + "\(String(decoding: other, as: UTF8.self)) and \(workflow)",
                    hint: "An event starts one workflow, under the instance id of its line.")
            }
        }
        mapping.signalPrefix = Array((invocation.text("signal-prefix") ?? "").utf8)
        mapping.only = Set(invocation.texts("only").map { Array($0.utf8) })
        mapping.ignored = Set(invocation.texts("ignore").map { Array($0.utf8) })
        return mapping
    }
}
