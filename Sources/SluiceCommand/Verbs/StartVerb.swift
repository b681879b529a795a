import SluiceEngine

/// `sluice start`
enum StartVerb {
    /// How long `--wait` without a value waits, milliseconds.
    private static let usualWait: Int64 = 300_000

    static let verb = Verb(
        "start", "Start an instance, and wait for its result if you like.", operands: "[ID]", operandCount: 0...1,
        details: """
            The id is usually a business key; without one a random id is made and printed. A start of an id that is there finds
            that instance and changes nothing, whatever its input, so a start can always be sent again; the answer says so, with
            --json as "was_there".

            With --batch it waits in 'batch' until lanes have nothing more pressing to do, and nobody waits for it here: the answer
            says that it is durable.
            """,
        options: [
            OptionSpec("workflow", short: "w", takes: .required("NAME"), "The workflow to start; required."),
            OptionSpec("version", takes: .required("NUMBER"), usual: "the one deployed last", "Start by this version."),
            OptionSpec(
                "input", short: "i", takes: .required("JSON"), usual: "{}", "The input: JSON, @file, or '-' for stdin."),
            OptionSpec(
                "wait", takes: .optional("DURATION"), usual: "no wait; without a value 5m",
                "Wait until the instance has ended, or is sidelined, and print how. The time is written behind '=': --wait=30s."
            ),
            OptionSpec("batch", "It has time: interactive work goes first."),
            CommonOptions.eventID("the start event"),
        ] + CommonOptions.asking,
        examples: [
            .init("sluice start order-17 --workflow order --input '{\"total\":120}'", "Start and go on."),
            .init("sluice start --workflow order --input @order.json --wait=30s", "Start under a random id, and wait."),
        ],
        exits: CommonOptions.waitingExits + CommonOptions.valueExits("the input") + [
            .init(.ok, "started, or there already; with --wait: succeeded"),
            .init(.no, "refused (no such workflow, the id is of another workflow); with --wait: failed or cancelled"),
        ]
    ) { context in
        let invocation = context.invocation
        guard let workflow = invocation.text("workflow") else {
            throw CommandError(.usage, "start needs --workflow NAME")
        }
        let version = try invocation.count("version", 1...Int(UInt32.max))
        let id = try Ask.instanceID(invocation.operands.first ?? RandomID.text())
        let input = try Ask.json(context, "input")
        let waits = invocation.has("wait")
        let hasTime = invocation.has("batch")
        if waits && hasTime {
            throw CommandError(
                .usage, "--wait and --batch exclude each other",
                hint: "Start it with --batch, and see what became of it with 'sluice get' or 'sluice outcomes'.")
        }
        let fill = { (request: inout JSONObject) in
            request.string("instance", id)
            request.string("workflow", workflow)
            if let version { request.int("version", Int64(version)) }
            if let eventID = invocation.text("id") { request.string("id", eventID) }
            if let input { request.json("input", input) }
            request.bool("wait", waits)
            if hasTime { request.bool("batch", true) }
        }
        let instance = JSONView(
            waits
                ? try Ask.forEnd(
                    of: id, context, "start", wait: try invocation.duration("wait") ?? usualWait, fill)
                : try Ask.call(context, "start", fill))
        if hasTime && !context.isJSON {
            StandardOutput.line("\(id.visible) waits in batch")
        } else if context.isJSON || waits {
            Ask.show(instance.bytes, context)
        } else {
            let found = instance.bool("was_there") ? ", was there already" : ""
            StandardOutput.line("\(id.visible) \(instance.text("status") ?? "")\(found)")
        }
        let status = instance.text("status")
        return waits && status != "succeeded" ? .no : .ok
    }
}
