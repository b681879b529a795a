import SluiceEngine

/// `sluice redrive`
enum RedriveVerb {
    static let verb = Verb(
        "redrive", "Run a sidelined step again.", operands: "ID [STEP]", operandCount: 1...2,
        details: "With a fresh retry budget. Without a step: all sidelined steps of the instance.",
        options: [CommonOptions.eventID("the command")] + CommonOptions.asking,
        examples: [.init("sluice redrive order-17 charge", "One step, once the card processor is back.")],
        exits: CommonOptions.commandExits
    ) { context in
        let id = try Ask.instanceID(context.invocation.operands[0])
        let answer = try Ask.call(context, "redrive") { request in
            request.string("instance", id)
            if context.invocation.operands.count > 1 { request.string("step", context.invocation.operands[1]) }
            if let eventID = context.invocation.text("id") { request.string("id", eventID) }
        }
        Ask.show(answer, context)
        return .ok
    }
}
