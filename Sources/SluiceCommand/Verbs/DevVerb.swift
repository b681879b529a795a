import SluiceEngine
import SluiceKernel

/// `sluice dev`
enum DevVerb {
    static let verb = Verb(
        "dev", "Run a node on this machine, on the embedded log.",
        details: """
            Makes the data folder if need be, deploys the definitions and the hosted workflows, and works until SIGTERM or SIGINT:
            then it takes no more work, lets running tasks end (node.drain_time, 30 s), takes a checkpoint and ends. A second
            signal ends it at once; so does SIGKILL, and nothing that was acknowledged is lost either way.

            A deployed workflow with transforms in Swift that this program does not have is named at the start, as a warning: a start, signal
            or question of one of its instances stops the lane that meets it, and with it every instance of that lane. Who waits
            for an answer is told so. Nothing is lost: run the program that hosts the workflow on the same folder.

            A task of a workflow's latest version that this program has no body for is named too. That stops nothing: such a
            step stays pending, and 'sluice get' says so.

            Other terminals talk to it through the socket in the data folder: deploy, start, signal, get, list, history, cancel,
            redrive, skip, outcomes, dead-letters, ingest, status. Log lines go to stderr.
            """,
        options: [CommonOptions.data, Hosted.definitionsOption] + Hosted.shapeOptions + CommonOptions.logging,
        examples: [
            .init("sluice dev --definitions workflows/", "A node that knows the documents of a folder."),
            .init("sluice dev --data-folder /var/lib/sluice --log-format json", "For a service manager."),
        ],
        exits: [
            .init(.ok, "stopped on a signal, everything folded is committed"),
            .init(.no, "a definition's version is deployed with another content, or this program lacks its Swift code"),
            .init(.data, "a document is not sound, or the data folder has another shape"),
            .init(.noInput, "a file of definitions cannot be read"),
            .init(.cannotCreate, "the data folder or the socket cannot be made"),
            .init(
                .io,
                "a definition could not be appended, the last checkpoint failed, or a lane had stopped and not got past its fault: a restart folds more again"
            ),
            .init(.tryAgain, "another process has the data folder open; or ended by a second signal"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let registrations = try context.registrations()
        let definitions = try Hosted.definitions(context, registrations)
        let wanted = try LocalNode.wantedShape(context)
        let sink = LineLog(context.settings.log)
        TerminationSignals.block()
        let started = Clock.wall()
        let host = try LocalNode(
            folder: context.dataFolder, wanted: wanted, settings: context.settings, registrations: registrations,
            sink: sink)
        return try NodeService.run(host, context, definitions, started: started, sink, facts: []) {
            tellMissingBodies(host, registrations, sink)
        }
    }

    /// Names the tasks that nobody offers: on an embedded log no other process can.
    private static func tellMissingBodies(_ host: LocalNode, _ registrations: [Registration], _ sink: LineLog) {
        let offered = Set(registrations.flatMap { $0.tasks.keys })
        var latest: [String: Definition] = [:]
        // A log that cannot be read is told by the lanes.
        for definition in (try? DeployedDefinitions.read(host.log)) ?? [] {
            if let known = latest[definition.name], known.version > definition.version { continue }
            latest[definition.name] = definition
        }
        for definition in latest.values.sorted(by: { $0.name < $1.name }) {
            let missing = CheckVerb.tasks(definition).filter { !offered.contains($0) }
            guard !missing.isEmpty else { continue }
            sink.log(
                .warning, "this program has no body for tasks of a workflow",
                [
                    ("workflow", definition.name), ("version", "\(definition.version)"),
                    ("tasks", missing.joined(separator: ", ")),
                    ("effect", "their steps stay pending until a program that hosts them runs on this data folder"),
                ])
        }
    }
}
