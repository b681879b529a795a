import CRdKafka
package import SluiceEngine

/// Looks at an application on its brokers from the outside, and says what is not as it must be and what mends it.
///
/// It changes nothing, but for three records in `replies` that nobody waits for and, with `repair`, the end of transactions that
/// no coordinator knows any more.
package struct Doctor {
    let settings: KafkaSettings
    /// Topics that nodes feed from, by their whole names.
    let sources: [String]
    let admin: KafkaHandle
    let brokers: [BrokerAddress]
    let sink: any LogSink

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - settings: as a node has them; the shape is the one that is expected.
    ///   - sources: whole names of the topics that nodes feed from.
    ///   - isNode: whether the user that we are is a node's, so that its rights count.
    ///   - repair: whether to end hanging transactions.
    /// - Throws: `invalid settings`, `unavailable` or `denied` when there is nothing to look at.
    package static func examine(
        _ settings: KafkaSettings, sources: [String] = [], isNode: Bool = true, repair: Bool = false,
        sink: any LogSink = SilentLog()
    ) throws(LogError) -> [Finding] {
        var settings = try settings.prepared()
        let versions = BrokerVersions(passing: sink)
        // librdkafka prints what each broker speaks, and keeps it to itself otherwise.
        settings.properties["debug"] = "feature"
        let client = try AdminClient(settings, sink: versions)
        settings.properties["debug"] = nil
        defer { client.close() }
        let brokers: [BrokerAddress]
        do throws(KafkaError) { brokers = try client.handle.brokers(timeout: 10_000) } catch {
            throw LogError(error, "brokers of \(settings.bootstrap)")
        }
        let doctor = Doctor(
            settings: settings, sources: sources, admin: client.handle, brokers: brokers, sink: sink)
        var findings = doctor.brokerFindings(versions)
        findings += doctor.topicFindings() + (isNode ? doctor.rightsFindings() : [])
        findings += doctor.sourceFindings(isNode: isNode)
        // The rest reads what must be there first.
        guard doctor.seesAllTopics() else {
            let words =
                "clocks, positions, queues and transactions were not looked at: a topic is missing, hidden or without a leader"
            return findings + [Finding(.warning, "topics", settings.application, words)]
        }
        return findings + doctor.clockFindings() + doctor.positionFindings() + doctor.sourceLagFindings()
            + doctor.queueFindings(isNode: isNode) + doctor.transactionFindings(repair: repair)
    }

    private func seesAllTopics() -> Bool {
        TopicPlan.all(settings).allSatisfy { (try? admin.state(of: $0.name, timeout: 5_000))?.isUsable ?? false }
    }

    /// The number of partitions that `events` has; nil: there is no such topic, or it is hidden from us.
    package static func partitions(_ settings: KafkaSettings) throws(LogError) -> Int? {
        let settings = try settings.prepared()
        let client = try AdminClient(settings, sink: SilentLog())
        defer { client.close() }
        do throws(KafkaError) {
            let state = try client.handle.state(of: settings.name(of: .events), timeout: 10_000)
            if case .there(let replicas, _) = state { return replicas.count }
            return nil
        } catch { throw LogError(error, "metadata of \(settings.name(of: .events))") }
    }

    /// What Kafka's tools are told to reach the brokers.
    var toolOptions: String {
        let isPlain = settings.security.networkProtocol == "PLAINTEXT"
        return "--bootstrap-server \(settings.bootstrap)" + (isPlain ? "" : " --command-config client.properties")
    }

    func topicFindings() -> [Finding] {
        let warnings = WarningLog()
        do throws(LogError) {
            let differences = try TopicSetup(settings, admin, sink: warnings).allDifferences()
            var findings = differences.map { difference in
                Finding(
                    .error, "topics", difference.topic, difference.what,
                    fixes: difference.fix.split(separator: "\n").map(String.init))
            }
            findings += warnings.lines.map { Finding(.warning, "topics", settings.application, $0) }
            if findings.isEmpty {
                let count = TopicPlan.all(settings).count
                findings.append(Finding(.ok, "topics", settings.application, "\(count) topics are as they must be"))
            }
            return findings
        } catch { return [Finding(.error, "topics", settings.application, error.message)] }
    }
}
