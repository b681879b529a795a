import SluiceEngine

/// `sluice cancel`
enum CancelVerb {
    static let verb = Verb(
        "cancel", "End an instance.", operands: "ID", operandCount: 1...1,
        details: "What runs is told to stop, and its results are ignored.",
        options: [
            OptionSpec("reason", takes: .required("TEXT"), "Why: kept with the instance and its outcome."),
            CommonOptions.eventID("the command"),
        ] + CommonOptions.asking,
        examples: [.init("sluice cancel order-17 --reason 'customer called'", "With the reason.")],
        exits: CommonOptions.commandExits
    ) { context in
        let id = try Ask.instanceID(context.invocation.operands[0])
        let answer = try Ask.call(context, "cancel") { request in
            request.string("instance", id)
            if let reason = context.invocation.text("reason") { request.string("reason", reason) }
            if let eventID = context.invocation.text("id") { request.string("id", eventID) }
        }
        Ask.show(answer, context)
        return .ok
    }
}
