import Sluice
import SluiceEngine
import SluiceKernel

/// What the command line asks of a replay.
struct ReplayOptions: Sendable {
    let from: ReplayPoint
    let to: ReplayPoint
    /// None: all.
    let partitions: [Int]
    let definition: Definition?
    let compares: Bool
    let showsInstances: Bool
    let isCSV: Bool
    let threads: Int

    static let specs: [OptionSpec] = [
        OptionSpec(
            "from", takes: .required("POINT"), usual: "beginning",
            "beginning, checkpoint (what is committed), an offset, or a time: RFC 3339, or how long ago."),
        OptionSpec(
            "to", takes: .required("POINT"), usual: "end",
            "end, an offset, or a time: events before it are folded. Not with --compare."),
        OptionSpec(
            "partition", short: "p", takes: .required("NUMBER"), isRepeatable: true, usual: "all",
            "Only this one; several by repeating it, or as 0-3."),
        OptionSpec(
            "compare", "Compare with the committed checkpoints: each partition is folded to where its own stands."),
        OptionSpec(
            "definition", takes: .required("FILE"),
            "Fold a second time with this document in the place of every version of its workflow, and tell whose outcome differs."
        ),
        OptionSpec("instances", "Print each instance at the end, JSON, one a line, in place of the counts."),
        OptionSpec("csv", "With --definition: print what differs as CSV."),
        OptionSpec(
            "threads", takes: .required("COUNT"), usual: "one a core", "Partitions that are folded at the same time."),
        OptionSpec("progress", "Show progress on stderr when that is no terminal, too."),
    ]

    init(_ context: CommandContext, cores: Int) throws(CommandError) {
        let invocation = context.invocation
        from =
            try ReplayOptions.point("from", ["beginning": .beginning, "checkpoint": .checkpoint], invocation)
            ?? .beginning
        to = try ReplayOptions.point("to", ["end": .end], invocation) ?? .end
        partitions = try ReplayOptions.partitions(invocation)
        compares = invocation.has("compare")
        showsInstances = invocation.has("instances")
        isCSV = invocation.has("csv")
        threads = try invocation.count("threads", 1...1_024) ?? cores
        definition = try ReplayOptions.definition(context)
        try check(invocation)
    }

    private func check(_ invocation: Invocation) throws(CommandError) {
        if compares && definition != nil {
            throw CommandError(
                .usage, "--compare and --definition exclude each other",
                hint: "With another definition nothing can be equal to what is committed.")
        }
        if compares && invocation.has("to") {
            throw CommandError(
                .usage, "--compare folds to where the checkpoints stand", hint: "Leave --to out.")
        }
        if compares && from != .beginning {
            throw CommandError(
                .usage, "--compare folds from the beginning: a state without what came before is another",
                hint: "Leave --from out.")
        }
        if from == .checkpoint && definition != nil {
            throw CommandError(
                .usage, "--definition cannot begin with a checkpoint: its instances go on with what they began with",
                hint: "Say --from beginning, an offset or a time.")
        }
        if isCSV && (definition == nil || invocation.has("json")) {
            throw CommandError(
                .usage, "--csv prints what differs with another definition",
                hint: "Add --definition FILE, and leave --json out.")
        }
        if showsInstances && (compares || definition != nil) {
            throw CommandError(
                .usage, "--instances prints the end of a replay that compares nothing",
                hint: "Leave --compare and --definition out.")
        }
    }

    private static func point(
        _ name: String, _ words: [String: ReplayPoint], _ invocation: Invocation
    ) throws(CommandError) -> ReplayPoint? {
        guard let text = invocation.text(name) else { return nil }
        if let word = words[text] { return word }
        if let offset = Int64(text), offset >= 0 { return .offset(offset) }
        let others = words.keys.sorted().map { "\($0), " }.joined()
        guard let time = try TimePoint.read(name, invocation, others: ", \(others)or an offset") else { return nil }
        return .time(time)
    }

    /// `0`, `0,2` and `0-3`.
    private static func partitions(_ invocation: Invocation) throws(CommandError) -> [Int] {
        var found: Set<Int> = []
        for text in invocation.texts("partition").flatMap({ $0.split(separator: ",").map(String.init) }) {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 0,
                first <= last,
                last < 1_024
            else { throw invocation.refusal("partition", text, "a number from 0 on, or a range such as 0-3") }
            found.formUnion(first...last)
        }
        return found.sorted()
    }

    private static func definition(_ context: CommandContext) throws(CommandError) -> Definition? {
        guard let path = context.invocation.text("definition") else { return nil }
        let documents = try Documents.load(path, context)
        guard let document = documents.first, documents.count == 1 else {
            throw CommandError(
                .data, "\(path) holds \(documents.count) workflows", hint: "--definition takes the file of one.")
        }
        return document.definition
    }
}
