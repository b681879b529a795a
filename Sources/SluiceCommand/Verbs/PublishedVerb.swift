import SluiceEngine
import SluiceKernel

/// `sluice published`
enum PublishedVerb {
    static let verb = Verb(
        "published", "Print the records that workflows published, in the order of time.", operands: "[TOPIC]",
        operandCount: 0...1,
        details: """
            What 'publish' steps gave out, to one topic or to all. A data folder has no topics of others: it keeps these records in
            their place, as long as outcomes. On Kafka they are in the topics that they name.

            Those of exactly once are written with the checkpoint that covers their step, once each; those of at least once at
            once, and again after a crash: the id is the same then.
            """,
        options: RecordsPrinter.options + CommonOptions.asking,
        examples: [
            .init("sluice published orders.paid --follow --json", "Every record for one topic, as they come."),
            .init("sluice published --from 1h", "Those of the last hour, whatever their topic."),
        ],
        exits: CommonOptions.askingExits
    ) { context in
        let topic = context.invocation.operands.first
        return try RecordsPrinter.run(context, .published, .announced) { record in
            topic == nil || record.text("topic") == topic
        } text: { record in
            var text = "\(record.text("time") ?? "")  \(record.text("topic") ?? "")  \(record.text("key") ?? "")"
            text += "  \(record.text("type") ?? "")"
            if let data = record.raw("data") ?? record.raw("text") { text += "  \(InstanceText.value(data))" }
            return text
        }
    }
}
