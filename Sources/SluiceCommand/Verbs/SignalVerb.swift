import SluiceEngine

/// `sluice signal`
enum SignalVerb {
    static let verb = Verb(
        "signal", "Send a signal to an instance.", operands: "ID NAME", operandCount: 2...2,
        details: """
            "sent" means durable, not applied: the instance takes the signal afterwards, and nobody waits for that here. What came
            of it is in 'sluice get ID' (the step that waits for it) and 'sluice history ID', or, when it was refused, in
            'sluice dead-letters'.

            An instance that is not there yet gets it at its start, for 24 hours. The first
            signal of a name counts; later ones are recorded and ignored. A name that the workflow does not wait for goes to the
            dead letters.
            """,
        options: [
            OptionSpec("data", takes: .required("JSON"), usual: "{}", "Its data: JSON, @file, or '-' for stdin."),
            CommonOptions.eventID("the signal"),
        ] + CommonOptions.asking,
        examples: [
            .init(
                "sluice signal order-17 payment --data '{\"amount\":120}' --id pay-881", "A payment, known by its id.")
        ],
        exits: CommonOptions.askingExits + CommonOptions.valueExits("the data")
    ) { context in
        let operands = context.invocation.operands
        let id = try Ask.instanceID(operands[0])
        let name = operands[1]
        guard !name.isEmpty else {
            throw CommandError(
                .usage, "the name of the signal is empty", hint: "Usage: sluice signal ID NAME [OPTION…]")
        }
        let data = try Ask.json(context, "data")
        let answer = try Ask.call(context, "signal") { request in
            request.string("instance", id)
            request.string("name", name)
            if let eventID = context.invocation.text("id") { request.string("id", eventID) }
            if let data { request.json("data", data) }
        }
        if context.isJSON { StandardOutput.line(answer) } else { StandardOutput.line("sent \(name) to \(id)".visible) }
        return .ok
    }
}
