import SluiceEngine

/// `sluice ingest`
enum IngestVerb {
    static let verb = Verb(
        "ingest", "Turn files of lines into events of a running node.", operands: "FILE…", operandCount: 1...10_000,
        details: """
            \(IngestOptions.details)

            Done once every event is durable; the node folds them meanwhile. 'sluice run' does the same without a node.
            """,
        options: [CommonOptions.data] + CommonOptions.group + [
            CommonOptions.json,
            OptionSpec(
                "timeout", takes: .required("DURATION"), usual: "30s",
                "How long the node may take to make a batch durable."),
            OptionSpec(
                "batch",
                "They have time: interactive work goes first. Among themselves they keep the order of the file."),
        ] + IngestOptions.all,
        examples: [
            .init("sluice ingest --start placed=order orders.jsonl", "Orders, and signals for them."),
            .init(
                "sluice ingest --instance case --type activity --time at --start received=claim log.csv --rejects bad.jsonl",
                "CSV, with a report."),
            .init(
                "sluice ingest --batch --all-of-type order --start order=order backlog.csv", "A backlog that has time."),
        ],
        exits: CommonOptions.connectingExits + [
            .init(.data, "more lines were rejected than --tolerate allows; the others are in"),
            .init(.noInput, "a file is missing or cannot be read"),
            .init(.cannotCreate, "the file of rejects cannot be made"),
            .init(.io, "reading or appending failed; run it again to go on"),
        ]
    ) { context in
        let mapping = try IngestOptions.mapping(context.invocation)
        let tolerated = try context.invocation.count("tolerate", 0...Int.max) ?? 0
        try IngestOptions.check(context.invocation, mapping)
        let sink = try SocketSink(context)
        if !mapping.starts.isEmpty {
            try IngestOptions.check(mapping, deployed: DeployedNames.names(try Ask.call(context, "definitions")))
        }
        var ingester = Ingester(
            mapping: mapping, sink: sink,
            rejects: try RejectReport(path: context.invocation.text("rejects"), program: context.program),
            lineLimit: context.settings.ingest.lineBytes, progress: Progress.wanted(context))
        try ingester.run(context.invocation.operands)
        ingester.report.warn(context.program)
        print(ingester.report, context)
        return ingester.report.rejected > tolerated ? .data : .ok
    }

    private static func print(_ report: IngestReport, _ context: CommandContext) {
        if context.isJSON {
            var object = JSONObject()
            object.int("files", Int64(report.files))
            report.write(to: &object)
            object.int("elapsed_ms", report.elapsed / 1_000)
            StandardOutput.line(object.finish())
            return
        }
        let rate = Int(Double(report.lines) * 1e6 / Double(max(report.elapsed, 1)))
        StandardOutput.line(
            "\(NumberText.grouped(report.lines)) lines: \(NumberText.grouped(report.starts)) starts, "
                + "\(NumberText.grouped(report.signals)) signals, \(NumberText.grouped(report.leftOut)) left out, "
                + "\(NumberText.grouped(report.rejected)) rejected; \(NumberText.grouped(report.confirmed)) events durable "
                + "in \(NumberText.seconds(report.elapsed)) s (\(NumberText.grouped(rate)) lines/s)")
    }
}
