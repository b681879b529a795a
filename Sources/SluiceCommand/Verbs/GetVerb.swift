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
                "Wait until it has ended. The time is written behind '=': --wait=30s.")
        ] + CommonOptions.asking,
        examples: [
            .init("sluice get order-17", "For people."),
            .init("sluice get order-17 --json | jq .result", "For programs."),
        ],
        exits: CommonOptions.askingExits + [.init(.no, "there is no such instance")]
    ) { context in
        let id = try Ask.instanceID(context.invocation.operands[0])
        let waits = context.invocation.has("wait")
        let wait =
            waits ? (context.invocation.text("wait") == nil ? 300_000 : try context.invocation.duration("wait")) : nil
        do throws(CommandError) {
            Ask.show(
                try Ask.call(context, waits ? "wait" : "get", timeout: wait) { $0.string("instance", id) }, context)
        } catch {
            throw waits ? Ask.notEnded(id, context, error) : error
        }
        return .ok
    }
}
