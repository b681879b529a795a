import SluiceEngine

/// `sluice get`
enum GetVerb {
    static let verb = Verb(
        "get", "Show an instance: status, steps, values, what it waits for.", operands: "ID", operandCount: 1...1,
        details: """
            Started, ended and due are by the clock of the log; the time of a step that a signal settled is the signal's own, where
            its producer said one (docs/concepts.md, Time).
            """,
        options: [
            OptionSpec(
                "wait", takes: .optional("DURATION"), usual: "no wait; without a value 5m",
                "Wait until it has ended, or is sidelined. The time is written behind '=': --wait=30s.")
        ] + CommonOptions.asking,
        examples: [
            .init("sluice get order-17", "For people."),
            .init("sluice get order-17 --json | jq .result", "For programs."),
        ],
        exits: CommonOptions.waitingExits + [.init(.no, "there is no such instance")]
    ) { context in
        let invocation = context.invocation
        let id = try Ask.instanceID(invocation.operands[0])
        if invocation.has("wait") {
            let wait = try invocation.duration("wait") ?? 300_000
            Ask.show(try Ask.forEnd(of: id, context, "wait", wait: wait) { $0.string("instance", id) }, context)
        } else {
            Ask.show(try Ask.call(context, "get") { $0.string("instance", id) }, context)
        }
        return .ok
    }
}
