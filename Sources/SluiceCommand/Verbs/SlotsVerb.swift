/// `sluice slots`
enum SlotsVerb {
    static let verb = Verb(
        "slots", "Show the slots of a group: holder, lag, age of the last checkpoint, standby.",
        details: """
            LAG counts records of 'events' that are not folded yet. CHECKPOINT is how long ago the last one was committed; a slot in
            which nothing happens takes none. STANDBY would take the slot over; BEHIND counts records of checkpoints that it has not
            applied yet.
            """,
        options: CommonOptions.asking,
        examples: [.init("sluice slots --brokers 127.0.0.1:9092", "Of a group, from any machine.")],
        exits: CommonOptions.askingExits + [.init(.no, "the data folder is of 'sluice dev', which is no group")]
    ) { context in
        let slots = JSONView.elements(try Ask.call(context, "slots"))
        if context.isJSON {
            for slot in slots { StandardOutput.line(slot.bytes) }
            return .ok
        }
        var table = TextTable(["SLOT", "PARTITIONS", "HOLDER", "PHASE", "LAG", "CHECKPOINT", "STANDBY", "BEHIND"])
        for slot in slots { table.add(row(slot)) }
        StandardOutput.write(table.text)
        return .ok
    }

    private static func row(_ slot: JSONView) -> [String] {
        var phase = slot.text("phase") ?? ""
        if let target = slot.text("moves_to") { phase += ", moves to \(target)" }
        let standby =
            (slot.text("standby") ?? "") + (slot.bool("standby_warm") || slot.text("standby") == nil ? "" : " (cold)")
        return [
            "\(slot.int("slot") ?? 0)", NumberText.ranges(slot.ints("partitions")), slot.text("holder") ?? "nobody",
            phase,
            slot.int("unread").map { NumberText.grouped($0) } ?? "",
            slot.int("checkpoint_age_ms").map { "\(NumberText.seconds($0 * 1_000)) s" } ?? "", standby,
            slot.int("standby_behind").map { NumberText.grouped($0) } ?? "",
        ]
    }
}
