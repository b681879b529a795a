import SluiceEngine
import SluiceKafka

/// `sluice resize`
enum ResizeVerb {
    static let verb = Verb(
        "resize", "Change the number of slots of a group whose nodes are stopped.",
        details: """
            Stop all nodes, resize, set kafka.slots to the new number, start them. Nothing is lost and nothing is read again: state is
            kept by partition. The number of partitions never changes.

            Listens for four seconds first, and refuses while a node speaks.
            """,
        options: CommonOptions.group + [
            CommonOptions.singleBroker,
            OptionSpec(
                "slots", takes: .required("COUNT"),
                "How many there are to be; the partitions are a multiple of it. Required."),
        ] + CommonOptions.logging,
        examples: [.init("sluice resize --slots 16 --config config/sluice.yaml", "From eight to sixteen.")],
        exits: [
            .init(.data, "the partitions are no multiple of the slots"),
            .init(.unavailable, "no broker answers, or there is no such application"),
            .init(.denied, "the brokers do not know us, or do not let us"),
            .init(.tryAgain, "a node runs"),
        ]
    ) { context in
        let brokers = try context.neededBrokers()
        guard let slots = try context.invocation.count("slots", 1...1_024) else {
            throw CommandError(.usage, "resize needs --slots COUNT")
        }
        let settings = try context.kafkaSettings(brokers)
        do throws(LogError) {
            let (before, after) = try KafkaLog.resize(settings, slots: slots, sink: LineLog(context.settings.log))
            StandardOutput.line(
                "\(settings.application): \(after.partitions) partitions in \(after.slots) slots, before in \(before.slots)"
            )
        } catch { throw LogFailure.error(error) }
        return .ok
    }
}
