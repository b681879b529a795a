import SluiceKernel

/// Instances for people.
enum InstanceText {
    private static let valueLimit = 200
    /// Steps that a sentence names.
    private static let listed = 3

    static func full(_ instance: JSONView) -> String {
        var text = ""
        func row(_ name: String, _ value: String) { text += HelpText.padded(name, 10) + value + "\n" }
        row("instance", instance.text("instance") ?? "")
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
        let names = steps.map { $0.text("name") ?? "" }
        let column = (names.map(\.count).max() ?? 0) + 2
        for (name, step) in zip(names, steps) { text += "  " + HelpText.padded(name, column) + self.step(step) + "\n" }
        return text
    }

    /// Where an instance stands, in a few words: `it is running and waits at payment (open)`.
    static func standing(_ instance: JSONView) -> String {
        var text = "it is \(instance.text("status") ?? "there")"
        let steps = instance.list("steps")
        func named(_ status: String) -> [JSONView] { steps.filter { $0.text("status") == status } }
        for step in named("sidelined").prefix(listed) {
            text += "; step \(step.text("name") ?? "") waits for a person"
            if let error = step.text("error") { text += " (\(error): \(step.text("message") ?? ""))" }
        }
        let waiting = named("open") + named("pending") + named("backoff")
        guard !waiting.isEmpty else { return text }
        text += text.contains(";") ? "; others wait at " : " and waits at "
        text += waiting.prefix(listed).map { step in
            "\(step.text("name") ?? "") (\(step.text("waits_for") ?? step.text("status") ?? ""))"
        }.joinedForMessage("and")
        return waiting.count > listed ? text + ", and at \(waiting.count - listed) more" : text
    }

    private static func step(_ step: JSONView) -> String {
        var parts = [HelpText.padded(step.text("status") ?? "", 10).trimmedEnd]
        if let attempt = step.int("attempt") { parts.append("attempt \(attempt)") }
        if let since = step.text("since") { parts.append(since) }
        if let due = step.text("due") { parts.append("due \(due)") }
        if let waits = step.text("waits_for") { parts.append("(\(waits))") }
        if let error = step.text("error") { parts.append("\(error): \(step.text("message") ?? "")") }
        if let raw = step.raw("value") { parts.append(value(raw)) }
        return parts.joined(separator: "  ")
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

    /// Cells in columns as wide as their widest.
    static func table(_ cells: [[String]]) -> String {
        let count = cells.first?.count ?? 0
        let widths = (0..<count).map { column in (cells.map { $0[column].count }.max() ?? 0) + 2 }
        return cells.map { row in
            zip(row, widths).map { HelpText.padded($0, $1) }.joined().trimmedEnd + "\n"
        }
        .joined()
    }

    /// JSON on one line, cut where it is long.
    static func value(_ json: [UInt8]) -> String {
        let text = String(decoding: json, as: UTF8.self)
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
