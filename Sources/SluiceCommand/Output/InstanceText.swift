import SluiceKernel

/// Instances for people.
enum InstanceText {
    private static let valueLimit = 200
    /// Steps that a sentence names.
    private static let listed = 3

    static func full(_ instance: JSONView) -> String {
        var text = ""
        func row(_ name: String, _ value: String) { text += HelpText.padded(name, 10) + value.visible + "\n" }
        row("instance", (instance.text("instance") ?? "") + (instance.bool("was_there") ? ", was there already" : ""))
        row("workflow", "\(instance.text("workflow") ?? "") version \(instance.int("version") ?? 0)")
        row("status", instance.text("status") ?? "")
        row("started", instance.text("started") ?? "")
        if let ended = instance.text("ended") { row("ended", ended) }
        if let reason = instance.text("reason") { row("reason", reason) }
        if let input = instance.raw("input") { row("input", value(input)) }
        if let result = instance.raw("result") { row("result", value(result)) }
        let steps = instance.list("steps")
        guard !steps.isEmpty else { return text }
        text += "steps\n"
        return text + table(steps.map { step($0) }, indent: 2)
    }

    /// Where an instance stands, in a few words: `it is running and waits at payment (open)`.
    static func standing(_ instance: JSONView) -> String {
        var text = "it is \(instance.text("status") ?? "there")"
        let steps = instance.list("steps")
        func named(_ status: String) -> [JSONView] { steps.filter { $0.text("status") == status } }
        for step in named("sidelined").prefix(listed) {
            text += "; step \(step.text("name") ?? "") waits for a person"
            if let failure = failure(of: step) { text += " (\(failure))" }
        }
        let waiting = named("open") + named("pending") + named("backoff")
        guard !waiting.isEmpty else { return text.visible }
        text += text.contains(";") ? "; others wait at " : " and waits at "
        text += waiting.prefix(listed).map { step in
            "\(step.text("name") ?? "") (\(step.text("waits_for") ?? step.text("status") ?? ""))"
        }.joinedForMessage("and")
        return (waiting.count > listed ? text + ", and at \(waiting.count - listed) more" : text).visible
    }

    /// What a step shows: columns that line up, and the rest behind them.
    private static func step(_ step: JSONView) -> [String] {
        var rest: [String] = []
        if let due = step.text("due") { rest.append("due \(due)") }
        if let waits = step.text("waits_for") { rest.append("(\(waits))") }
        if let failure = failure(of: step) { rest.append(failure) }
        if let raw = step.raw("value") { rest.append(value(raw)) }
        return [
            step.text("name") ?? "", step.text("status") ?? "", step.int("attempt").map { "attempt \($0)" } ?? "",
            step.text("since") ?? "", rest.joined(separator: "  "),
        ]
    }

    /// Why a step failed: `bank.refused: no cover`; nil: it did not.
    static func failure(of step: JSONView) -> String? {
        step.text("error").map { error in
            "\(error): \(step.text("message") ?? "")" + (step.text("hint").map { "; \($0)" } ?? "")
        }
    }

    static func rows(_ rows: [JSONView], header: Bool) -> String {
        guard !rows.isEmpty else { return "" }
        let columns = ["instance", "workflow", "version", "status", "started", "ended"]
        var cells = header ? [columns.map { $0.uppercased() }] : []
        for row in rows {
            cells.append(columns.map { $0 == "version" ? "\(row.int($0) ?? 0)" : row.text($0) ?? "" })
        }
        return table(cells)
    }

    /// Cells in columns as wide as their widest; those that no row has anything in are left out.
    static func table(_ cells: [[String]], indent: Int = 0) -> String {
        let cells = cells.map { $0.map(\.visible) }
        let count = cells.first?.count ?? 0
        let widths = (0..<count).map { column in cells.map { $0[column].count }.max() ?? 0 }
        let margin = String(repeating: " ", count: indent)
        return cells.map { row in
            let texts = zip(row, widths).filter { $1 > 0 }.map { HelpText.padded($0, $1 + 2) }
            return margin + texts.joined().trimmedEnd + "\n"
        }
        .joined()
    }

    /// JSON on one line, cut where it is long.
    static func value(_ json: [UInt8]) -> String {
        // Only between tokens: in a text of JSON such a byte is an escape.
        let lines = json.split { $0 == 0x0a || $0 == 0x0d }.map { $0.drop { $0 == 0x20 || $0 == 0x09 } }
        let text = String(decoding: Array(lines.joined(separator: [0x20])), as: UTF8.self)
        guard text.count > valueLimit else { return text }
        return "\(text.prefix(valueLimit))… (\(json.count) bytes; --json shows all)"
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
