import SluiceEngine
import SluiceKernel

/// `sluice run`
enum RunVerb {
    static let verb = Verb(
        "run", "Deploy, ingest files, fold until nothing is left to do, and sum up.", operands: "[FILE…]",
        operandCount: 0...10_000,
        details: """
            One shot of the whole engine in this process: no node need run. It is drained when nothing is unread, running, or due
            within --wait. What waits longer (a signal that never came, a timer of next week, a task that nobody offers, a sidelined
            step) is left and counted as still waiting.

            With --data the state stays, and a later run on the same folder goes on: what was ingested before is known again and
            changes no instance and no outcome. Without it everything lives in a temporary folder that is removed at the end.

            The summary gives the reasons of failed and sidelined instances and of dead letters, the commonest first; of sidelined
            ones the first thousand are asked. To look at what a run left, give it --data X, start 'sluice dev --data X', and ask that
            node from another terminal: 'sluice list --status sidelined --data X', 'sluice get ID --data X',
            'sluice outcomes --data X', 'sluice dead-letters --data X'.

            \(IngestOptions.details)

            --summarize takes a number out of the outcome of each instance that succeeded, and ends the output with a line of
            count, median and sum, computed exactly in decimal.
            """,
        options: [
            OptionSpec(
                "data-folder", short: "d", takes: .required("FOLDER"), usual: "a temporary folder",
                "Keep the state here. '--data' for short."),
            Hosted.definitionsOption,
            OptionSpec(
                "wait", takes: .required("DURATION"), usual: "0",
                "Timers due within this time are waited for."),
            OptionSpec(
                "timeout", takes: .required("DURATION"), usual: "none", "Give up when it is not drained by then."),
            OptionSpec(
                "summarize", takes: .required("PATH"),
                "A number in the outcome, such as result or result.total: print its median and sum."),
            OptionSpec(
                "unit", takes: .required("UNIT"),
                "Its unit, for the names of the figures, with --json too: median_s for s."),
            CommonOptions.json,
        ] + Hosted.shapeOptions + IngestOptions.all + CommonOptions.logging,
        examples: [
            .init(
                "sluice run --definitions checkout.yaml --start placed=checkout orders.jsonl",
                "Lines like {\"instance\":\"o-1\",\"type\":\"placed\",…}."),
            .init(
                "sluice run --definitions permits.yaml --instance case --type activity --time at \\\n"
                    + "      --start 'Confirmation of receipt=permits' --summarize result --unit s log.csv",
                "An event log in CSV, and figures at the end."),
        ],
        exits: [
            .init(
                .ok,
                "everything was folded; instances may have failed and events become dead letters: the summary tells"),
            .init(.no, "a definition's version is deployed with another content, or this program lacks its Swift code"),
            .init(
                .data,
                "more lines were rejected than --tolerate allows (the others were folded), or a document is not sound"),
            .init(.noInput, "a file is missing or cannot be read"),
            .init(.cannotCreate, "a folder or file cannot be made"),
            .init(
                .io,
                "reading or writing failed, or a lane does not run; run it again with the same --data to go on"),
            .init(.tryAgain, "not drained in time, or the data folder is in use"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let start = Clock.monotonic()
        let invocation = context.invocation
        let mapping = try IngestOptions.mapping(invocation)
        let wait = try invocation.duration("wait") ?? 0
        let timeout = try invocation.duration("timeout")
        let tolerated = try invocation.count("tolerate", 0...Int.max) ?? 0
        if invocation.has("unit") && !invocation.has("summarize") {
            throw CommandError(.usage, "--unit names the figures of --summarize", hint: "Add --summarize PATH.")
        }
        try IngestOptions.check(invocation, mapping)
        let registrations = try context.registrations()
        let definitions = try Hosted.definitions(context, registrations)
        let wanted = try LocalNode.wantedShape(context)
        let rejects = try RejectReport(path: invocation.text("rejects"), program: context.program)
        let isTemporary = !invocation.has("data-folder")
        let folder = isTemporary ? try Folder.temporary() : context.dataFolder
        defer { if isTemporary { Folder.remove(folder) } }
        var logSettings = context.settings.log
        // The summary is the output; log lines only when something is wrong, unless asked for.
        if !invocation.has("log-level") { logSettings.level = "warning" }
        let sink = LineLog(logSettings)
        let host = try LocalNode(
            folder: folder, wanted: wanted, settings: context.settings, registrations: registrations, sink: sink)
        defer { host.stop() }
        try host.deploy(
            definitions, timeout: min(timeout ?? LocalNode.deployTimeout, LocalNode.deployTimeout), sink: sink)
        if !mapping.starts.isEmpty {
            try IngestOptions.check(
                mapping, deployed: try DeployedNames.read(host.client),
                remedy: "name its document, or a folder of documents, with --definitions")
        }
        var ingester = Ingester(
            mapping: mapping, sink: LogWindow(log: host.log, limit: context.settings.ingest.inFlightBytes),
            rejects: rejects, lineLimit: context.settings.ingest.lineBytes, progress: Progress.wanted(context))
        try ingester.run(invocation.operands)
        ingester.report.warn(context.program)
        if mapping.starts.isEmpty && isTemporary && ingester.report.signals > 0 {
            StandardError.line(
                "\(context.program): warning: every line is a signal, and there is no instance that it could be for. "
                    + "Name the events that start one with --start TYPE=WORKFLOW.")
        }
        let isDrained = try Drain.wait(
            host, within: wait, until: timeout.map { start + $0 * 1_000 }, progress: Progress.wanted(context))
        let summary = try summarize(context, host, ingester.report, start: start, isDrained: isDrained)
        if context.isJSON {
            StandardOutput.line(summary.json())
        } else {
            StandardOutput.write(summary.text())
            if let line = summary.figureLine() { StandardOutput.line(line) }
        }
        StandardOutput.flush()
        if let path = invocation.text("summarize"), let (_, found) = summary.figure, found.count == 0, found.others > 0
        {
            let outcomes =
                found.others == 1 ? "the one outcome" : "any of the \(NumberText.grouped(found.others)) outcomes"
            StandardError.line(
                "\(context.program): warning: --summarize \(ShellText.word(path)) found no number in \(outcomes)")
        }
        if !isDrained { return .tryAgain }
        return summary.report.rejected > tolerated ? .data : .ok
    }

    private static func summarize(
        _ context: CommandContext, _ host: LocalNode, _ report: IngestReport, start: Int64, isDrained: Bool
    ) throws(CommandError) -> RunSummary {
        // Summing up is no part of the run.
        let elapsed = Clock.monotonic() - start
        let statistics = host.node.statistics
        let counts = try InstanceCounts.read(host.client)
        var figure: (String?, DecimalSummary)?
        if let path = context.invocation.text("summarize") {
            figure = (context.invocation.text("unit"), try OutcomeSummary.read(host.log, path: path))
        }
        return RunSummary(
            counts: counts, statistics: statistics, report: report, deadLetters: try .deadLetters(host.log),
            failures: try .failures(host.log),
            sidelined: try .sidelined(host.client, all: counts.count(.sidelined)), elapsed: elapsed,
            figure: figure, isDrained: isDrained)
    }
}
