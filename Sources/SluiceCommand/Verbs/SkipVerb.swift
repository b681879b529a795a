import SluiceEngine

/// `sluice skip`
enum SkipVerb {
    static let verb = Verb(
        "skip", "Settle a step by hand: with a value, or as skipped.", operands: "ID STEP", operandCount: 2...2,
        details: "For a step that has not settled, sidelined ones too. Without a value skipping runs down the graph.",
        options: [
            OptionSpec(
                "value", takes: .required("JSON"), usual: "none: the step counts as skipped",
                "Its value: JSON, @file, or '-' for stdin."),
            CommonOptions.eventID("the command"),
        ] + CommonOptions.asking,
        examples: [
            .init(
                "sluice skip order-17 charge --value '{\"charge\":\"by hand\"}'",
                "Give the value that the step would have had.")
        ],
        exits: CommonOptions.commandExits + CommonOptions.valueExits("the value")
    ) { context in
        let operands = context.invocation.operands
        let id = try Ask.instanceID(operands[0])
        let value = try Ask.json(context, "value")
        let answer = try Ask.call(context, "skip") { request in
            request.string("instance", id)
            request.string("step", operands[1])
            if let value { request.json("value", value) }
            if let eventID = context.invocation.text("id") { request.string("id", eventID) }
        }
        Ask.show(answer, context)
        return .ok
    }
}
