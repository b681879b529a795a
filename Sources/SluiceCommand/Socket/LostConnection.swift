/// What to do when a node went away while it was asked: that depends on what it was asked.
enum LostConnection {
    static func hint(_ context: CommandContext) -> String {
        let invocation = context.invocation
        let verb = invocation.verb
        if verb.options.contains(where: { $0.name == "id" }) {
            let unknown = "Whether the request took effect is not known"
            if invocation.has("id") { return "\(unknown); sent again with the same --id it is safe." }
            guard let id = invocation.operands.first else {
                return "\(unknown): \(context.hint("list")) shows what is there. With an ID it could be sent again."
            }
            if verb.name == "start" {
                return "\(unknown); sent again it is safe: it finds the instance if there is one."
            }
            return
                "\(unknown): see \(context.hint("get", id)) before you send it again. With --id it could be sent again."
        }
        switch verb.name {
        case "ingest":
            return
                "Which of the last events are in is not known; ingest the file again: those that are in are known again."
        case "deploy": return "Whether it is deployed is not known; deploy it again: the same content changes nothing."
        default: return "It was a question and changed nothing: ask again."
        }
    }
}
