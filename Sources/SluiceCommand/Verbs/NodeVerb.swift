import SluiceEngine
import SluiceKafka
import SluiceKernel

/// `sluice node`
enum NodeVerb {
    static let verb = Verb(
        "node", "Run a node of a group on Kafka.",
        details: """
            Creates the application's topics if need be, deploys the definitions and the hosted workflows, and works until SIGTERM
            or SIGINT: then it takes no more work, lets running tasks end (node.drain_time, 30 s), takes a checkpoint and ends.
            Any number of nodes share the slots of an application; each needs a data folder of its own. What a node keeps there
            is a copy: everything that counts is on the brokers.

            Other verbs reach the group from any machine with --brokers, or a node on its own machine with --data-folder.
            """,
        options: [CommonOptions.data] + CommonOptions.group + [CommonOptions.singleBroker, Hosted.definitionsOption]
            + CommonOptions.logging,
        examples: [
            .init("sluice node --config config/sluice.yaml", "As a service, with everything in the settings."),
            .init(
                "sluice node --brokers 127.0.0.1:9092 --single-broker --definitions workflows/",
                "On a broker of this machine."),
        ],
        exits: [
            .init(.ok, "stopped on a signal, everything folded is committed"),
            .init(.no, "a definition's version is deployed with another content, or this program lacks its Swift code"),
            .init(.data, "a document is not sound, or the application has another shape"),
            .init(.noInput, "a file of definitions cannot be read"),
            .init(.unavailable, "no broker answers"),
            .init(.denied, "the brokers do not know this node, or do not let it"),
            .init(
                .cannotCreate,
                "the data folder or the socket cannot be made, or another process has the port of http.listen"),
            .init(
                .io,
                "a definition could not be appended, the last checkpoint failed, or a lane had stopped and not got past its fault: what was not committed is folded again"
            ),
            .init(.tryAgain, "another process has the data folder open; or ended by a second signal"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let brokers = try context.neededBrokers(" On this machine alone 'sluice dev' needs none.")
        let registrations = try context.registrations()
        let definitions = try Hosted.definitions(context, registrations)
        let kafka = try context.kafkaSettings(brokers)
        let sink = LineLog(context.settings.log)
        var settings = context.settings.node
        settings.lane.sources = try sources(context, kafka)
        TerminationSignals.block()
        let started = Clock.wall()
        let host = try LocalNode(
            folder: context.dataFolder, kafka: kafka, settings: settings, registrations: registrations, sink: sink)
        return try NodeService.run(
            host, context, definitions, started: started, sink,
            facts: [("brokers", brokers), ("application", kafka.application)], listen: context.settings.http.listen)
    }

    private static func sources(
        _ context: CommandContext, _ kafka: KafkaSettings
    ) throws(CommandError) -> [Source] {
        for (index, rule) in context.settings.sources.enumerated() {
            guard let problem = kafka.problem(withFeedingFrom: rule.topic) else { continue }
            throw CommandError(.usage, "sources[\(index)].topic: \(problem)")
        }
        return Source.all(context.settings.sources)
    }
}
