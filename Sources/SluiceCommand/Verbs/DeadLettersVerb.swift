import SluiceEngine
import SluiceKernel

/// `sluice dead-letters`
enum DeadLettersVerb {
    static let verb = Verb(
        "dead-letters", "Print events that made no sense, with the reason.",
        details: """
            Each holds the data of the event (at most 64 KiB of it), the signal or the workflow that it named, of a command which
            one it was with its step or its reason, and where it stands in the log.

            An event that is refused is in the log already, and is not dropped silently: so what was refused to someone who asked
            (a start of a workflow that is not deployed, a command for an instance that has ended or was never there) is a dead
            letter as well. A signal for an instance that is not there is kept for its start, and becomes one after 24 hours.
            """,
        options: RecordsPrinter.options + CommonOptions.asking,
        examples: [.init("sluice dead-letters --from 1h", "Those of the last hour.")],
        exits: CommonOptions.askingExits
    ) { context in
        try RecordsPrinter.run(context, .deadLetters) { record in
            var text = "\(record.text("time") ?? "")  \(record.text("instance") ?? "")  \(record.text("kind") ?? "")"
            if let command = record.text("command") { text += " \(command)" }
            let names = ["signal", "workflow", "step", "cancel_reason", "topic"].compactMap { record.text($0) }
            for name in names { text += " \(name.quotedForMessage)" }
            text += "  \(record.text("reason") ?? "")"
            if let data = record.raw("data") ?? record.raw("text") { text += "  \(InstanceText.value(data))" }
            return text
        }
    }
}
