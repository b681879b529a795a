/// All verbs, in the order of the help.
enum VerbTable {
    static let all: [Verb] = [
        CheckVerb.verb, GraphVerb.verb, EvalVerb.verb, RunVerb.verb, DevVerb.verb, NodeVerb.verb, DeployVerb.verb,
        IngestVerb.verb, StartVerb.verb, SignalVerb.verb, GetVerb.verb, ListVerb.verb, HistoryVerb.verb,
        CancelVerb.verb,
        RedriveVerb.verb, SkipVerb.verb, OutcomesVerb.verb, PublishedVerb.verb, DeadLettersVerb.verb, StatusVerb.verb,
        NodesVerb.verb, SlotsVerb.verb, ResizeVerb.verb, DoctorVerb.verb, ReplayVerb.verb,
        BenchVerb.verb,
    ]

    static func find(_ name: String) -> Verb? { all.first { $0.name == name } }
}
