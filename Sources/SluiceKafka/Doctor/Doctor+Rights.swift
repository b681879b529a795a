import SluiceEngine

extension Doctor {
    /// What a node needs and we may not do. Brokers tell it without anything being tried.
    func rightsFindings() -> [Finding] {
        guard WireConnection.isPossible(settings.security) else {
            return [
                Finding(
                    .warning, "rights", settings.bootstrap,
                    "not looked at: over TLS and with SCRAM they cannot be asked for; see docs/kafka.md",
                    fixes: ["kafka-acls.sh \(toolOptions) --list"])
            ]
        }
        do throws(LogError) {
            let missing = try missingRights()
            guard missing.isEmpty else {
                return missing.map { right in
                    // What makes a topic and deletes old events is done without, for a while.
                    let isVital =
                        right.operation != .create && right.operation != .delete
                        && right.operation != .describeConfigs
                    return Finding(
                        isVital ? .error : .warning, "rights", settings.application,
                        "the principal lacks \(right), which a node needs", fixes: [right.line(settings.bootstrap)])
                }
            }
            return [Finding(.ok, "rights", settings.application, "all that a node needs")]
        } catch { return [Finding(.warning, "rights", settings.application, "not looked at: \(error.message)")] }
    }

    private func missingRights() throws(LogError) -> [KafkaRight] {
        guard let first = brokers.first else { return [] }
        let any = try WireConnection(first, settings)
        var missing = try missingTopicRights(any)

        let group = settings.group
        let (coordinator, code) = try any.coordinator(ofGroup: group)
        if let coordinator {
            let (allowed, code) = try WireConnection(coordinator, settings).rights(group: group)
            for operation in [KafkaRight.Operation.read, .describe] {
                let isMissing =
                    allowed.map { !$0.isUnknown && !$0.allow(operation) }
                    ?? (code == WireError.groupAuthorizationFailed)
                if isMissing { missing.append(KafkaRight(operation, .group(group))) }
            }
        } else if code == WireError.groupAuthorizationFailed {
            missing.append(KafkaRight(.describe, .group(group)))
        }

        // An id of our own: nobody is fenced.
        if try any.initProducer("\(settings.application).doctor") == WireError.transactionalIDAuthorizationFailed {
            missing.append(KafkaRight(.write, .transactionalIDs("\(settings.application).")))
        }
        return missing
    }

    /// Which of these rights to topics we do not have, as far as that can be asked for. Topics that are missing, or hidden, are told
    /// elsewhere.
    func missingRights(
        _ needed: [KafkaRight.Operation], to topics: [String]
    ) throws(LogError) -> [KafkaRight] {
        guard WireConnection.isPossible(settings.security), let first = brokers.first else { return [] }
        let found = try WireConnection(first, settings).rights(topics: topics).topics
        return topics.flatMap { topic -> [KafkaRight] in
            guard let rights = found[topic], let allowed = rights, !allowed.isUnknown else { return [] }
            return needed.filter { !allowed.allow($0) }.map { KafkaRight($0, .topic(topic)) }
        }
    }

    private func missingTopicRights(_ connection: WireConnection) throws(LogError) -> [KafkaRight] {
        let plans = TopicPlan.all(settings).map(\.name)
        let (topics, _) = try connection.rights(topics: plans)
        let trimmed = [LogTopic.events, .batch].map { settings.name(of: $0) }
        var missing: [KafkaRight] = []
        for topic in plans {
            guard let rights = topics[topic] else { continue }
            guard let allowed = rights else {
                missing.append(KafkaRight(.describe, .topic(topic)))
                continue
            }
            if allowed.isUnknown { continue }
            var needed: [KafkaRight.Operation] = [.read, .write, .describe, .describeConfigs]
            if trimmed.contains(topic) { needed.append(.delete) }
            for operation in needed where !allowed.allow(operation) {
                missing.append(KafkaRight(operation, .topic(topic)))
            }
        }
        return missing
    }
}
