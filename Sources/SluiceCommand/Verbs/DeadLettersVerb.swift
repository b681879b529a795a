import SluiceEngine

/// `sluice dead-letters`
enum DeadLettersVerb {
    static let verb = Verb(
        "dead-letters", "Print events that made no sense, with the reason.",
        details: "Each holds the data of the event (at most 64 KiB of it), and where it stands in the log.",
        options: RecordsPrinter.options + CommonOptions.asking,
        examples: [.init("sluice dead-letters --from 1h", "Those of the last hour.")],
        exits: CommonOptions.askingExits
    ) { context in
        try RecordsPrinter.run(context, .deadLetters) { record in
            var text = "\(record.text("time") ?? "")  \(record.text("instance") ?? "")  \(record.text("kind") ?? "")"
            text += "  \(record.text("reason") ?? "")"
            if let data = record.raw("data") ?? record.raw("text") { text += "  \(InstanceText.value(data))" }
            return text
        }
    }
}
