import SluiceEngine
import SluiceKernel

/// `sluice list`
enum ListVerb {
    static let verb = Verb(
        "list", "List instances, in the order of their ids.",
        details: """
            Each page is a read at a place in the log's order. With --json there is one instance a line, and when there are more, a
            last line {"next":ID} for --after.
            """,
        options: [
            OptionSpec("workflow", short: "w", takes: .required("NAME"), "Only instances of this workflow."),
            OptionSpec(
                "status", short: "s", takes: .required("STATUS"), isRepeatable: true,
                "Only running, sidelined, succeeded, failed or cancelled ones; several with commas."),
            OptionSpec(
                "since", takes: .required("TIME"), "Started at or after: RFC 3339, or how long ago, such as 2h."),
            OptionSpec("until", takes: .required("TIME"), "Started before."),
            OptionSpec("limit", short: "n", takes: .required("COUNT"), usual: "100", "At most this many; 0: all."),
            OptionSpec("after", takes: .required("ID"), "Ids behind this one: the next page."),
        ] + CommonOptions.asking,
        examples: [
            .init("sluice list --status sidelined", "What waits for a person."),
            .init("sluice list --workflow order --since 2h --json", "For programs."),
        ],
        exits: CommonOptions.askingExits + [.init(.no, "--workflow names one that is not deployed")]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let invocation = context.invocation
        let statuses = try statuses(invocation)
        let since = try TimePoint.read("since", invocation)
        let until = try TimePoint.read("until", invocation)
        let limit = try invocation.count("limit", 0...Int(Int32.max)) ?? 100
        var after = invocation.text("after") ?? ""
        var left = limit == 0 ? Int.max : limit
        var isFirst = true
        while true {
            let page = JSONView(
                try Ask.call(context, "list") { request in
                    if let workflow = invocation.text("workflow") { request.string("workflow", workflow) }
                    request.int("statuses", Int64(statuses))
                    if let since { request.int("since", since) }
                    if let until { request.int("until", until) }
                    request.int("limit", Int64(min(left, 1_000)))
                    request.string("after", after)
                })
            let rows = page.list("instances")
            if isFirst && rows.isEmpty && !context.isJSON { StandardError.line("none") }
            if context.isJSON {
                for row in rows { StandardOutput.line(row.bytes) }
            } else {
                StandardOutput.write(InstanceText.rows(rows, header: isFirst))
            }
            isFirst = false
            left -= rows.count
            guard let next = page.text("next") else { break }
            after = next
            if left <= 0 {
                if context.isJSON {
                    var object = JSONObject()
                    object.string("next", next)
                    StandardOutput.line(object.finish())
                } else {
                    StandardOutput.flush()
                    StandardError.line("There are more: \(nextPage(context, after: next))")
                }
                break
            }
        }
        return .ok
    }

    /// The command that shows it: this one, behind the last id.
    private static func nextPage(_ context: CommandContext, after id: String) -> String {
        var text = context.hint("list")
        for name in ["workflow", "status", "since", "until", "limit"] {
            for value in context.invocation.texts(name) { text += " --\(name) \(ShellText.word(value))" }
        }
        return text + " --after \(ShellText.word(id))"
    }

    private static func statuses(_ invocation: Invocation) throws(CommandError) -> UInt16 {
        var bits: UInt16 = 0
        let names = InstanceStatus.allCases.map(\.name)
        for text in invocation.texts("status").flatMap({ $0.split(separator: ",").map(String.init) }) {
            guard let status = InstanceStatus.allCases.first(where: { $0.name == text }) else {
                throw CommandError(
                    .usage, "there is no status \(text.quotedForMessage)",
                    hint: NearestName.hint(for: text, among: names, kind: "There are"))
            }
            bits |= 1 << UInt16(status.rawValue)
        }
        return bits
    }
}
