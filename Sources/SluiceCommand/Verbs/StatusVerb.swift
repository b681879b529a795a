import SluiceEngine

/// `sluice status`
enum StatusVerb {
    static let verb = Verb(
        "status", "Show a running node: definitions, all counters, positions.",
        details: """
            Counters are since a lane was opened; docs/concepts.md tells what each counts. The hash of a position is that of the
            partition's whole state.
            """,
        options: [
            OptionSpec("positions", "Show the position and state hash of each partition."),
            OptionSpec("ready", "Say only whether every lane of the node folds what is new, and if not, why."),
        ] + CommonOptions.asking,
        examples: [
            .init("sluice status --json", "For programs; always with positions."),
            .init("sluice status --ready", "For a health check."),
        ],
        exits: CommonOptions.askingExits + [.init(.no, "with --ready: a lane does not fold what is new")]
    ) { context in
        if context.invocation.has("ready") { return try ready(context) }
        let status = try Ask.call(context, "status")
        if context.isJSON {
            StandardOutput.line(status)
        } else {
            StandardOutput.write(text(JSONView(status), positions: context.invocation.has("positions")))
        }
        return .ok
    }

    private static func ready(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let hindrances = JSONView(try Ask.call(context, "readiness")).texts("hindrances")
        if context.isJSON {
            var object = JSONObject()
            object.bool("ready", hindrances.isEmpty)
            object.value("hindrances") { JSONText.strings(hindrances, into: &$0) }
            StandardOutput.line(object.finish())
        } else {
            StandardOutput.write((hindrances.isEmpty ? ["ready"] : hindrances).map { "\($0)\n" }.joined())
        }
        return hindrances.isEmpty ? .ok : .no
    }

    private static func text(_ definition: JSONView, among all: [JSONView]) -> String {
        let activation = definition.int("activation") ?? -1
        let text = "\(definition.text("workflow") ?? "") version \(definition.int("version") ?? 0)"
        guard activation >= 0 else { return text + ", not active yet" }
        // The one deployed last, which need not be the highest.
        let versions = all.filter { $0.string("workflow") == definition.string("workflow") }
        let isUsual = versions.count > 1 && versions.allSatisfy { $0.int("activation") ?? -1 <= activation }
        return isUsual ? text + ", that of new instances" : text
    }

    static func text(_ status: JSONView, positions: Bool) -> String {
        var text = ""
        func row(_ name: String, _ value: String) { text += HelpText.padded(name, 12) + value + "\n" }
        let shape = "\(status.int("partitions") ?? 0) partitions in \(status.int("slots") ?? 0) slots"
        if let pid = status.int("pid") {
            row("node", "sluice \(status.text("version") ?? ""), process \(pid), since \(status.text("started") ?? "")")
            row("data", "\(status.text("data") ?? ""), \(shape)")
            row(
                "lanes",
                (status.bool("open") ? "all open" : "not all open") + ", \(status.int("lane_restarts") ?? 0) restarts")
            for fault in status.texts("faults") { row("fault", fault) }
        } else {
            row("group", shape)
        }
        let definitions = status.list("definitions")
        for definition in definitions { row("definition", self.text(definition, among: definitions)) }
        if let reason = status.text("definitions_unknown") { row("definitions", "not known: \(reason)") }
        for section in ["counters", "log"] where status.object(section) != nil {
            text += "\(section)\n"
            for (name, value) in status.object(section)?.members ?? [] {
                let count = Int64(String(decoding: value, as: UTF8.self)) ?? 0
                text += "  " + HelpText.padded(name, 22) + NumberText.grouped(count) + "\n"
            }
        }
        guard positions else { return text }
        text += "positions\n"
        for position in status.list("positions") {
            text += "  " + HelpText.padded("\(position.int("partition") ?? 0)", 6)
            text += HelpText.padded("\(position.int("next") ?? 0)", 12) + (position.text("hash") ?? "") + "\n"
        }
        return text
    }
}
