/// All verbs, in the order of the help.
enum VerbTable {
    static let all: [Verb] = [
        CheckVerb.verb, GraphVerb.verb, EvalVerb.verb, RunVerb.verb,
    ]

    static func find(_ name: String) -> Verb? { all.first { $0.name == name } }
}
