/// `sluice nodes`
enum NodesVerb {
    static let verb = Verb(
        "nodes", "Show the nodes of a group, and which slots each holds.",
        details: """
            A node is 'silent' when it has said nothing for two seconds: what it held goes to others. 'warm' are slots that it holds a
            fresh copy of, and could take over at once. Asked through the log it takes a second and a half, in which nodes are heard.
            """,
        options: CommonOptions.asking,
        examples: [.init("sluice nodes --brokers 127.0.0.1:9092", "Of a group, from any machine.")],
        exits: CommonOptions.askingExits + [.init(.no, "the data folder is of 'sluice dev', which is no group")]
    ) { context in
        let nodes = JSONView.elements(try Ask.call(context, "nodes"))
        if context.isJSON {
            for node in nodes { StandardOutput.line(node.bytes) }
            return .ok
        }
        if nodes.isEmpty { StandardError.line("none") }
        var table = TextTable(["NODE", "STATE", "SINCE", "SLOTS", "WARM", "RELEASE"])
        for node in nodes {
            table.add([
                node.text("node") ?? "", node.text("state") ?? "", node.text("since") ?? "",
                NumberText.ranges(node.ints("slots")), NumberText.ranges(node.ints("warm")),
                node.text("release") ?? "",
            ])
        }
        StandardOutput.write(table.text)
        let speaking = nodes.filter { $0.text("state") != "silent" }
        if Set(speaking.map { $0.text("sources") ?? "" }).count > 1 {
            StandardOutput.line("the nodes have different sources: start all with the same settings")
        }
        for node in nodes {
            let name = (node.text("node") ?? "").visible
            if node.bool("has_other_shape") {
                StandardOutput.line("\(name) knows another number of slots: it takes none")
            }
            for refusal in node.list("refuses") {
                let reason = (refusal.text("reason") ?? "").visible
                StandardOutput.line("\(name) cannot fold slot \(refusal.int("slot") ?? 0): \(reason)")
            }
        }
        return .ok
    }
}
