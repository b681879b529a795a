import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// `sluice outcomes`
enum OutcomesVerb {
    static let verb = Verb(
        "outcomes", "Print how instances ended, in the order of time.",
        details: """
            An outcome is written with the checkpoint that covers its end, exactly once; each has an id. What retention has deleted
            is not shown.
            """,
        options: RecordsPrinter.options + CommonOptions.asking,
        examples: [
            .init("sluice outcomes --follow --json", "Every outcome from the first on, as they come."),
            .init("sluice outcomes --from 1h", "Those of the last hour."),
        ],
        exits: CommonOptions.askingExits
    ) { context in
        try RecordsPrinter.run(context, .outcomes) { record in
            let outcome = record.object("outcome")
            var text = "\(record.text("time") ?? "")  \(outcome?.text("instance") ?? "")"
            text +=
                "  \(outcome?.text("workflow") ?? "")@\(outcome?.int("version") ?? 0)  \(outcome?.text("status") ?? "")"
            if let result = outcome?.raw("result") { text += "  \(InstanceText.value(result))" }
            if let reason = outcome?.text("reason") { text += "  \(reason)" }
            return text
        }
    }
}
