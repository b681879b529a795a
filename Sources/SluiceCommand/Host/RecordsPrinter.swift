import SluiceEngine
import SluiceKernel

/// What `outcomes`, `dead-letters` and `published` share.
enum RecordsPrinter {
    static let options: [OptionSpec] = [
        OptionSpec("follow", short: "f", "Go on when there are no more, until interrupted."),
        OptionSpec(
            "from", takes: .required("TIME"), usual: "start",
            "From this time on (RFC 3339, or how long ago, such as 2h); 'end': only what comes from now on."),
        OptionSpec("limit", short: "n", takes: .required("COUNT"), usual: "0", "Stop after this many; 0: all."),
    ]

    /// - Parameter isWanted: of the records of `topics`, which are printed.
    static func run(
        _ context: CommandContext, _ topics: LogTopic..., isWanted: (JSONView) -> Bool = { _ in true },
        text: (JSONView) -> String
    ) throws(CommandError) -> ExitCode {
        let invocation = context.invocation
        let word = invocation.text("from") ?? "start"
        let since =
            word == "start" || word == "end" ? nil : try TimePoint.read("from", invocation, others: ", or 'end'")
        let sinceText = since.map { TimeText.text(milliseconds: $0) }
        let limit = try invocation.count("limit", 0...Int.max) ?? 0
        var left = limit == 0 ? Int.max : limit
        var isEmpty = true
        var cursor = try RecordCursor(context, topics, atEnd: word == "end")
        let pause = Latch()
        while left > 0, !StandardOutput.hasFailed {
            guard let record = try cursor.next() else {
                guard invocation.has("follow") else { break }
                StandardOutput.flush()
                pause.wait(microseconds: 200_000)
                cursor.lookAgain()
                continue
            }
            if let sinceText, (record.text("time") ?? "") < sinceText { continue }
            guard isWanted(record) else { continue }
            if context.isJSON { StandardOutput.line(record.bytes) } else { StandardOutput.line(text(record).visible) }
            left -= 1
            isEmpty = false
        }
        if isEmpty && !context.isJSON { StandardError.line("none") }
        return .ok
    }
}
