/// Something about a topic that is not as Sluice needs it.
struct TopicDifference: Sendable {
    enum Kind: Sendable {
        case missing
        /// A right of ours is missing, not something of the topic.
        case hidden
        case different
    }

    var kind = Kind.different
    let topic: String
    /// What is found, and what is wanted.
    let what: String
    /// Command lines, or a sentence where no command helps.
    let fix: String

    static func missing(_ plan: TopicPlan, replication: Int, _ brokers: String) -> TopicDifference {
        TopicDifference(
            kind: .missing, topic: plan.name, what: "it does not exist",
            fix: plan.creation(replication: replication, brokers))
    }

    static func hidden(_ plan: TopicPlan, _ brokers: String) -> TopicDifference {
        let right = KafkaRight(.describe, .topic(plan.name))
        return TopicDifference(
            kind: .hidden, topic: plan.name, what: "the brokers do not let us see it: the principal needs \(right)",
            fix: right.line(brokers))
    }

    static func partitions(_ plan: TopicPlan, found: Int, _ brokers: String) -> TopicDifference {
        let fix =
            switch plan.count {
            case .atLeast:
                "kafka-topics.sh --bootstrap-server \(brokers) --alter --topic \(plan.name) --partitions \(plan.partitions)"
            case .exactly where plan.partitions == 1:
                "its order is that of one partition: make it anew while no node runs, with its records"
            case .exactly, .any:
                "an instance id's partition is for ever: set the number of partitions to \(found), or take another application name"
            }
        let wanted = plan.count == .atLeast ? "at least \(plan.partitions)" : "\(plan.partitions)"
        return TopicDifference(
            topic: plan.name, what: "it has \(found) partitions, the settings say \(wanted)", fix: fix)
    }

    /// - Parameter replicas: the brokers that hold each partition.
    static func replication(
        _ plan: TopicPlan, _ replicas: [[Int32]], wanted: Int, all: [Int32], _ brokers: String
    ) -> TopicDifference {
        let least = replicas.map(\.count).min() ?? 0
        let what = "a partition has \(least) \(least == 1 ? "copy" : "copies"), it takes \(wanted)"
        guard all.count >= wanted else {
            return TopicDifference(
                topic: plan.name, what: what,
                fix:
                    "the cluster has \(all.count) broker\(all.count == 1 ? "" : "s"): add some, or say --single-broker "
                    + "(kafka.single_broker) where a lost disk may lose everything")
        }
        let moves = replicas.enumerated().map { partition, held in
            let others = all.filter { !held.contains($0) }
            let shift = others.isEmpty ? 0 : partition % others.count
            let brokers = (held + others[shift...] + others[..<shift]).prefix(wanted)
            return #"{"topic":"\#(plan.name)","partition":\#(partition),"replicas":\#(Array(brokers))}"#
        }
        return TopicDifference(
            topic: plan.name, what: what,
            fix: """
                echo '{"version":1,"partitions":[\(moves.joined(separator: ","))]}' > replicas.json
                kafka-reassign-partitions.sh --bootstrap-server \(brokers) --reassignment-json-file replicas.json --execute
                """)
    }

    /// What the settings in force differ in, as one difference.
    static func settings(
        _ plan: TopicPlan, _ found: [String: String], _ brokers: String
    ) -> TopicDifference? {
        let wrong = plan.settings.filter { setting in found[setting.name].map { !setting.admits($0) } ?? false }
        guard !wrong.isEmpty else { return nil }
        let what = wrong.map { "\($0.name) is \(found[$0.name] ?? ""), it takes \($0.wanted)" }
        let values = wrong.map { "\($0.name)=\($0.value)" }
        return TopicDifference(
            topic: plan.name, what: what.joined(separator: "; "),
            fix:
                "kafka-configs.sh --bootstrap-server \(brokers) --alter --entity-type topics --entity-name \(plan.name) "
                + "--add-config \(values.joined(separator: ","))")
    }
}

extension TopicDifference: CustomStringConvertible {
    var description: String {
        "topic \(topic): \(what)\n" + fix.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    }
}

extension TopicPlan {
    /// The command line that makes it.
    func creation(replication: Int, _ brokers: String) -> String {
        "kafka-topics.sh --bootstrap-server \(brokers) --create --topic \(name) --partitions \(partitions) "
            + "--replication-factor \(replication)"
            + settings.map { " --config \($0.name)=\($0.value)" }.joined()
    }
}
