import SluiceEngine

/// `sluice history`
enum HistoryVerb {
    static let verb = Verb(
        "history", "Show what happened to an instance, in order.", operands: "ID", operandCount: 1...1,
        details: """
            One entry for each start, signal, attempt, timer, command and failure: when, what, which step and attempt, and the
            offset of the event in the log. What follows from it at once has none: a step that is computed or skipped, a sidelining,
            the end of an instance that succeeded. 'sluice get' shows those, and the last failure of each step.
            """,
        options: [
            OptionSpec("from", takes: .required("ENTRY"), usual: "0", "Begin with this entry.")
        ] + CommonOptions.asking,
        examples: [.init("sluice history order-17", "All of it.")],
        exits: CommonOptions.askingExits + [.init(.no, "there is no such instance")]
    ) { context in
        let id = try Ask.instanceID(context.invocation.operands[0])
        var from = try context.invocation.count("from", 0...Int(UInt32.max)) ?? 0
        var cells: [[String]] = []
        while true {
            let page = try Ask.call(context, "history") {
                $0.string("instance", id)
                $0.int("from", Int64(from))
            }
            let entries = JSONView.elements(page)
            for entry in entries {
                if context.isJSON {
                    StandardOutput.line(entry.bytes)
                } else {
                    cells.append([
                        "\(entry.int("entry") ?? 0)", entry.text("time") ?? "", entry.text("what") ?? "",
                        entry.text("step") ?? "", entry.int("attempt").map { "attempt \($0)" } ?? "",
                        "offset \(entry.int("offset") ?? 0)",
                    ])
                }
            }
            guard entries.count == 256, let last = entries.last?.int("entry") else { break }
            from = Int(last) + 1
        }
        if cells.isEmpty && !context.isJSON { StandardError.line("none") }
        StandardOutput.write(InstanceText.table(cells))
        return .ok
    }
}
