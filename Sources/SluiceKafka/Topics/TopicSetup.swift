import CRdKafka
import SluiceEngine

/// Makes the topics that are missing and compares those that are there with the plan.
struct TopicSetup {
    private let settings: KafkaSettings
    private let admin: KafkaHandle
    private let sink: any LogSink
    private let plans: [TopicPlan]

    /// - Parameter plans: nil: those of the application but its queues.
    init(_ settings: KafkaSettings, _ admin: KafkaHandle, plans: [TopicPlan]? = nil, sink: any LogSink) {
        self.settings = settings
        self.admin = admin
        self.sink = sink
        self.plans = plans ?? TopicPlan.all(settings)
    }

    /// What a node does at its start.
    ///
    /// - Throws: `denied` when a right is missing that it cannot do without, `mismatch` with every difference and the line
    ///   that mends it, `unavailable` when the brokers do not get a new topic ready.
    func prepare() throws(LogError) {
        var missing: [TopicPlan] = []
        for plan in plans { if case .missing = try state(plan) { missing.append(plan) } }
        if !missing.isEmpty { try create(missing) }
        for plan in missing { try awaitLeaders(plan) }
        var differences = try allDifferences()
        // Brokers hear of a new topic one after the other.
        let deadline = Clock.monotonic() + settings.patience * 1_000
        while !missing.isEmpty, differences.contains(where: { $0.kind == .missing }), Clock.monotonic() < deadline {
            Latch().wait(microseconds: 20_000)
            differences = try allDifferences()
        }
        guard differences.isEmpty else { throw TopicSetup.mismatch(differences, settings) }
    }

    /// What a client does at its start: it asks for nothing but metadata of the topics that it cannot do without, and makes
    /// nothing.
    func check() throws(LogError) {
        var differences: [TopicDifference] = []
        let used = [LogTopic.events, .definitions, .replies].map { settings.name(of: $0) }
        for plan in plans where used.contains(plan.name) {
            differences += try self.differences(of: plan, state(plan), all: nil)
        }
        guard differences.isEmpty else { throw TopicSetup.mismatch(differences, settings) }
    }

    /// Everything about the topics that is not as it must be.
    func allDifferences() throws(LogError) -> [TopicDifference] {
        let all = try call("metadata") { () throws(KafkaError) in try admin.brokers(timeout: 5_000).map(\.id) }
        var differences: [TopicDifference] = []
        for plan in plans { differences += try self.differences(of: plan, state(plan), all: all) }
        return try differences + settingDifferences()
    }

    // MARK: looking

    private func state(_ plan: TopicPlan) throws(LogError) -> TopicState {
        try call("metadata of \(plan.name)") { () throws(KafkaError) in try admin.state(of: plan.name, timeout: 5_000) }
    }

    /// - Parameter all: the brokers of the cluster; nil: copies are not looked at.
    private func differences(
        of plan: TopicPlan, _ state: TopicState, all: [Int32]?
    ) throws(LogError) -> [TopicDifference] {
        let brokers = settings.bootstrap
        switch state {
        case .missing: return [.missing(plan, replication: settings.copies, brokers)]
        case .hidden: return [.hidden(plan, brokers)]
        case .there(let replicas, _):
            var differences: [TopicDifference] = []
            let isCountRight =
                switch plan.count {
                case .exactly: replicas.count == plan.partitions
                case .atLeast: replicas.count >= plan.partitions
                case .any: true
                }
            if !isCountRight { differences.append(.partitions(plan, found: replicas.count, brokers)) }
            if let all, replicas.contains(where: { $0.count < settings.copies }) {
                differences.append(.replication(plan, replicas, wanted: settings.copies, all: all, brokers))
            }
            return differences
        }
    }

    private func settingDifferences() throws(LogError) -> [TopicDifference] {
        let found = try call("settings of the topics") { () throws(KafkaError) in
            try admin.settings(of: plans.map(\.name), timeout: 10_000)
        }
        var differences: [TopicDifference] = []
        for (topic, result) in found {
            guard let plan = plans.first(where: { $0.name == topic }) else { continue }
            switch result {
            case .success(let values):
                if let difference = TopicDifference.settings(plan, values, settings.bootstrap) {
                    differences.append(difference)
                }
            // Told already.
            case .failure(let error) where error.code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: continue
            case .failure(let error):
                sink.log(
                    .warning, "the settings of a topic cannot be checked",
                    [
                        ("topic", topic), ("reason", "\(error)"),
                        ("needs", "\(KafkaRight(.describeConfigs, .topic(topic)))"),
                    ])
            }
        }
        return differences
    }

    private static func mismatch(_ differences: [TopicDifference], _ settings: KafkaSettings) -> LogError {
        LogError(
            differences.allSatisfy({ $0.kind == .hidden }) ? .denied : .mismatch,
            "the topics of \(settings.application) at \(settings.bootstrap) are not as Sluice needs them:\n"
                + differences.map { "\($0)" }.joined(separator: "\n"))
    }

    // MARK: making

    private func create(_ missing: [TopicPlan]) throws(LogError) {
        let refused = try call("creating topics") { () throws(KafkaError) in
            try admin.createTopics(missing, replication: settings.copies, timeout: 10_000)
        }
        guard let (topic, error) = refused.first else { return }
        let lines = refused.compactMap { refusal in missing.first { $0.name == refusal.topic } }
            .map { "    " + $0.creation(replication: settings.copies, settings.bootstrap) }.joined(separator: "\n")
        let place = "creating topic \(topic) at \(settings.bootstrap)"
        switch error.code {
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
            let right = KafkaRight(.create, .topic(topic))
            throw LogError(
                .denied, "\(place): \(error); the principal needs \(right), or somebody else runs\n\(lines)")
        case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
            throw LogError(
                .mismatch,
                "\(place): \(error); topics have \(settings.copies) copies: add brokers, or say --single-broker "
                    + "(kafka.single_broker) where a lost disk may lose everything")
        default: throw LogError(error, place)
        }
    }

    private func awaitLeaders(_ plan: TopicPlan) throws(LogError) {
        let deadline = Clock.monotonic() + settings.patience * 1_000
        while try !state(plan).isUsable {
            guard Clock.monotonic() < deadline else {
                throw LogError(
                    .unavailable,
                    "topic \(plan.name) was created, but its partitions have no leaders after \(settings.patience) ms")
            }
            Latch().wait(microseconds: 20_000)
        }
    }

    /// Makes a call again while what hinders it may pass.
    private func call<Answer>(
        _ what: String, _ body: () throws(KafkaError) -> Answer
    ) throws(LogError) -> Answer {
        let deadline = Clock.monotonic() + settings.patience * 1_000
        while true {
            do throws(KafkaError) { return try body() } catch {
                admin.poll(timeout: 0)
                if let refusal = admin.context.refusal { throw LogError(refusal, what) }
                guard error.mayPass, Clock.monotonic() < deadline else { throw LogError(error, what) }
            }
            Latch().wait(microseconds: 20_000)
        }
    }
}
