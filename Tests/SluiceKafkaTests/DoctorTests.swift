import SluiceEngine
import SluiceKernel
import Testing

@testable import SluiceKafka

extension OnSecuredBroker {
    private func findings(_ settings: KafkaSettings, _ check: String, repair: Bool = false) throws -> [Finding] {
        try Doctor.examine(settings, repair: repair).filter { $0.check == check }
    }

    /// An application with one partition whose lane folded a deployment and an instance.
    private func folded(_ application: String) throws -> KafkaLog {
        let settings = try broker.settings(.plain, application) {
            $0.shape = LogShape(partitions: 1, slots: 1)
            $0.sessionTimeout = 6_000
        }
        let log = try KafkaLog.connect(settings)
        let registration = TestWorkflow.registration(approval: false)
        let driver = try LaneDriver(log, registrations: [registration])
        let document = DefinitionWriter.canonicalJSON(registration.definition)
        let record = AppendRecord(topic: .definitions, partition: 0, key: Array("order/1".utf8), value: document)
        try #require(log.append([record], observer: UnheardAppends.shared))
        #expect(try driver.step { driver.lane.isClean && driver.opened.position(0).next > 0 })
        driver.lane.close()
        return log
    }

    @Test(.timeLimit(.minutes(2))) func `a sound application has nothing wrong`() throws {
        let log = try folded("sound")
        defer { log.close() }
        let findings = try Doctor.examine(log.settings)
        for finding in findings { #expect(finding.severity == .ok, "\(finding)") }
        for check in ["brokers", "versions", "topics", "rights", "clock", "positions", "transactions"] {
            #expect(findings.contains { $0.check == check }, "\(check) was not looked at")
        }
        let version = findings.first { $0.check == "versions" }?.message ?? ""
        #expect(version == "Kafka 4" || version.hasPrefix("Kafka 3.9:"), "\(findings)")
    }

    @Test(.timeLimit(.minutes(3))) func `a transaction that hangs is found, told with its repair, and repaired`() throws
    {
        let log = try folded("hanging")
        defer { log.close() }
        let checkpoints = log.settings.checkpoints
        let raw = try RawTransaction("hanging.stranger", log.settings)
        // Long ago, so that nobody waits for its age here.
        let time = Clock.wall() - 60_000
        try raw.add(checkpoints, 0)
        try raw.write(checkpoints, 0, sequence: 0, time: time)
        #expect(try findings(log.settings, "transactions").allSatisfy { $0.severity == .warning }, "it is alive")
        try raw.abort()
        let plain = try KafkaReader(log.settings, isCommitted: true)
        defer { plain.close() }
        let every = try KafkaReader(log.settings, isCommitted: false)
        defer { every.close() }
        while try plain.watermarks(checkpoints, 0).upperBound < every.watermarks(checkpoints, 0).upperBound {
            Latch().wait(microseconds: 10_000)
        }
        // Behind its end.
        let start = try every.watermarks(checkpoints, 0).upperBound
        try raw.write(checkpoints, 0, sequence: 1, time: time)

        let found = try findings(log.settings, "transactions")
        try #require(found.count == 1, "\(found)")
        #expect(found[0].severity == .error)
        #expect(found[0].place == "\(checkpoints)/0")
        #expect(found[0].message.contains("open from offset \(start) on, hangs"), "\(found)")
        let command =
            "kafka-transactions.sh --bootstrap-server \(log.settings.bootstrap) abort --topic \(checkpoints) --partition 0 "
            + "--start-offset \(start)"
        #expect(found[0].fixes.first == command)
        // A look mends nothing.
        #expect(try plain.watermarks(checkpoints, 0).upperBound == start)

        // Whoever may not see all writers must not take one that it does not see for gone.
        try KafkaTools.run(
            "kafka-acls.sh --bootstrap-server \(broker.address(.plain)) --add --allow-principal User:operator "
                + "--operation Read --operation Write --operation DescribeConfigs --topic hanging. "
                + "--resource-pattern-type prefixed\n"
                + "kafka-acls.sh --bootstrap-server \(broker.address(.plain)) --add --allow-principal User:operator "
                + "--operation Read --group hanging. --resource-pattern-type prefixed\n"
                + "kafka-acls.sh --bootstrap-server \(broker.address(.plain)) --add --allow-principal User:operator "
                + "--operation Describe --topic __transaction_state")
        var operatorSettings = try user("operator", "hanging")
        operatorSettings.shape = log.settings.shape
        let hidden = try findings(operatorSettings, "transactions", repair: true)
        #expect(hidden.count == 1 && hidden[0].message.contains("cannot be seen"), "\(hidden)")
        #expect(try plain.watermarks(checkpoints, 0).upperBound == start)

        // Nor may just anybody who sees them end one.
        let lines = try ManualPage.kafka.lines(behind: "An operator")
        try grant(lines.filter { !$0.contains("ClusterAction") }, "hanging", from: "orders-operator", to: "operator")
        let refused = try findings(operatorSettings, "transactions", repair: true)
        #expect(refused.count == 1 && refused[0].message.contains("needs ClusterAction on the cluster"), "\(refused)")
        try grant(lines.filter { $0.contains("ClusterAction") }, "hanging", from: "orders-operator", to: "operator")
        let all = try Doctor.examine(operatorSettings, isNode: false, repair: true)
        #expect(all.allSatisfy { $0.severity == .ok }, "\(all)")
        let mended = all.filter { $0.check == "transactions" }
        #expect(mended.count == 1 && mended[0].severity == .ok, "\(mended)")
        #expect(mended[0].message.contains("was aborted"), "\(mended)")
        #expect(try findings(log.settings, "transactions").map(\.severity) == [.ok])
        let driver = try LaneDriver(log, registrations: [TestWorkflow.registration(approval: false)])
        driver.lane.close()
    }

    /// As a broker left it that was killed: a member then waits for its offsets for ever.
    @Test(.timeLimit(.minutes(3))) func `offsets of a group that hang are found and repaired`() throws {
        let log = try folded("pending")
        defer { log.close() }
        let raw = try RawTransaction("pending.slot-000", log.settings)
        try raw.add("pending.outcomes", 0)
        try raw.write("pending.outcomes", 0, sequence: 0, time: Clock.wall())
        try raw.abort()
        try raw.commitOffset(log.settings.group, "pending.events", 0, 1)
        let count = try withAdmin(log.settings) { try $0.partitionCount(of: "__consumer_offsets", timeout: 5_000) }
        let place = "__consumer_offsets/\(GroupPartition.of(log.settings.group, among: count))"
        let found = try findings(log.settings, "transactions")
        #expect(found.map(\.place) == [place] && found[0].message.contains("hangs"), "\(found)")
        let mended = try findings(log.settings, "transactions", repair: true)
        #expect(mended.map(\.severity) == [.ok] && mended[0].place == place, "\(mended)")
        #expect(try Doctor.examine(log.settings).allSatisfy { $0.severity == .ok })
        let driver = try LaneDriver(log, registrations: [TestWorkflow.registration(approval: false)])
        driver.lane.close()
    }

    @Test(.timeLimit(.minutes(2))) func `events that the brokers will delete before a checkpoint are a warning`() throws
    {
        let log = try folded("aging")
        defer { log.close() }
        let starts = Starts(log)
        starts.start("waits", TestWorkflow.name, input: "{}")
        starts.flush()
        while starts.unconfirmed > 0 { Latch().wait(microseconds: 1_000) }
        try KafkaTools.run(
            "kafka-configs.sh --bootstrap-server \(log.settings.bootstrap) --alter --entity-type topics --entity-name "
                + "aging.events --add-config retention.ms=1000")
        // The broker looks for what is too old every five minutes: until then it is there.
        let found = try findings(log.settings, "positions")
        #expect(found.count == 1 && found[0].severity == .warning, "\(found)")
        #expect(found[0].message.contains("the brokers delete it after 1 s"), "\(found)")
    }

    private func withAdmin<Result>(_ settings: KafkaSettings, _ body: (KafkaHandle) throws -> Result) throws -> Result {
        let admin = try AdminClient(settings, sink: SilentLog())
        defer { admin.close() }
        return try body(admin.handle)
    }

    @Test(.timeLimit(.minutes(3))) func `offsets that were reset and events that were lost are told apart`() throws {
        let log = try folded("reset")
        defer { log.close() }
        let position = try log.range(.events, partition: 0).upperBound
        var reset = try findings(log.settings, "positions")
        #expect(reset.map(\.severity) == [.ok])
        // The tool refuses, and ends well all the same, while the group still has its member: for 6 s after it went.
        let deadline = Clock.monotonic() + 60_000_000
        while reset.first?.severity == .ok && Clock.monotonic() < deadline {
            try KafkaTools.run(
                "kafka-consumer-groups.sh --bootstrap-server \(log.settings.bootstrap) --group \(log.settings.group) "
                    + "--topic reset.events --reset-offsets --to-earliest --execute")
            reset = try findings(log.settings, "positions")
        }
        #expect(reset.count == 1 && reset[0].severity == .warning, "\(reset)")
        #expect(reset[0].message.contains("its offset is 0, the checkpoint's position \(position)"), "\(reset)")

        // More events, and a retention that somebody set.
        let starts = Starts(log)
        for number in 0..<3 { starts.start("i-\(number)", TestWorkflow.name, input: "{}") }
        starts.flush()
        while starts.unconfirmed > 0 { Latch().wait(microseconds: 1_000) }
        let refused = try withAdmin(log.settings) {
            try $0.deleteRecords("reset.events", below: [(0, position + 2)], timeout: 10_000)
        }
        #expect(refused.isEmpty)
        let lost = try findings(log.settings, "positions").filter { $0.severity == .error }
        #expect(lost.count == 1, "\(lost)")
        #expect(lost.first?.message.hasPrefix("events \(position) to \(position + 1) were deleted") == true, "\(lost)")
    }

    @Test(.timeLimit(.minutes(2))) func `rights that a node lacks are told without trying anything`() throws {
        let log = try folded("lacks")
        defer { log.close() }
        try KafkaTools.run(
            "kafka-acls.sh --bootstrap-server \(broker.address(.plain)) --add --allow-principal User:nobody --operation Read "
                + "--operation DescribeConfigs --topic lacks. --resource-pattern-type prefixed")
        var settings = try user("nobody", "lacks")
        settings.shape = log.settings.shape
        let missing = try findings(settings, "rights")
        for right in [
            "Write on topic lacks.events", "Write on topic lacks.checkpoints", "Describe on group lacks.slots",
            "Write on transactional ids that begin with lacks.", "Delete on topic lacks.events",
        ] { #expect(missing.contains { $0.message.contains(right) }, "\(right): \(missing)") }
        #expect(!missing.contains { $0.message.contains("Read on topic") }, "\(missing)")
    }

    @Test(.timeLimit(.minutes(2))) func `topics that differ, and what is not there, are findings`() throws {
        let settings = try broker.settings(.plain, "nowhere")
        let found = try findings(settings, "topics")
        #expect(found.last?.message.contains("were not looked at") == true, "\(found)")
        let missing = found.dropLast()
        #expect(missing.count == TopicPlan.all(settings).count)
        #expect(missing.allSatisfy { $0.severity == .error && $0.fixes[0].hasPrefix("kafka-topics.sh") }, "\(missing)")
        var three = try folded("three").settings
        three.singleBroker = false
        #expect(try findings(three, "topics").contains { $0.message.contains("a partition has 1 copy, it takes 3") })
        #expect(
            try findings(three, "brokers").contains {
                $0.message == "offsets.topic.replication.factor is 1, it takes at least 3"
            })
    }

    /// Grants what a finding says, to a user.
    private func mend(_ finding: Finding, for user: String, _ settings: KafkaSettings) throws {
        let address = try broker.address(.plain)
        try KafkaTools.run(
            finding.fixes[0].replacing(settings.bootstrap, with: address).replacing("User:NAME", with: "User:\(user)"))
    }

    /// Asks until brokers have heard of what was changed.
    private func awaitFindings(_ ask: () throws -> [Finding], _ isRight: ([Finding]) -> Bool) throws -> [Finding] {
        let deadline = Clock.monotonic() + 20_000_000
        var found = try ask()
        while !isRight(found), Clock.monotonic() < deadline {
            Latch().wait(microseconds: 200_000)
            found = try ask()
        }
        return found
    }

    @Test(.timeLimit(.minutes(4))) func `a source that is missing, may not be read, waits or has lost records is told`()
        throws
    {
        let log = try folded("fed")
        defer { log.close() }
        let topic = "elsewhere"
        func look(_ settings: KafkaSettings) throws -> [Finding] {
            try Doctor.examine(settings, sources: [topic]).filter { $0.check == "sources" }
        }
        let absent = try look(log.settings)
        #expect(absent.map(\.severity) == [.warning] && absent[0].message.contains("no such topic"), "\(absent)")
        #expect(absent[0].fixes[0].contains("--create --topic elsewhere"), "\(absent)")
        let source = try SourceWriter(log)
        defer { source.close() }
        try source.make(topic, partitions: 2)
        for number in 0..<5 { try source.write(topic, number % 2, key: "", "{\"id\":\"s-\(number)\"}") }
        try source.flush()
        let waiting = try look(log.settings)
        #expect(waiting.map(\.message) == ["5 records are not fed yet, none of them lost"], "\(waiting)")

        let rule = SourceRule(
            topic: topic, target: .start(workflow: TestWorkflow.name, version: 0),
            id: try SourceExpression("value.id", role: .id))
        var settings = LaneSettings()
        settings.sources = Source.all([rule])
        let driver = try LaneDriver(
            log, registrations: [TestWorkflow.registration(approval: false)], settings: settings)
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 5 && driver.lane.isClean })
        driver.lane.close()
        try source.write(topic, 1, key: "", "{\"id\":\"late\"}")
        try source.flush()
        let fed = try awaitFindings({ try look(log.settings) }) { $0.first?.message.hasPrefix("1 records") == true }
        #expect(fed.map(\.message) == ["1 records are not fed yet, none of them lost"], "\(fed)")

        try grant(ManualPage.kafka.lines(behind: "A node"), "fed", from: "orders-node", to: "worker")
        var worker = try user("worker", "fed")
        worker.shape = log.settings.shape
        var lacking = try awaitFindings({ try look(worker) }) { $0.first?.message.contains("Describe on") == true }
        #expect(lacking.map(\.severity) == [.error], "\(lacking)")
        #expect(lacking[0].message == "the principal lacks Describe on topic elsewhere, which feeding needs")
        try mend(lacking[0], for: "worker", worker)
        lacking = try awaitFindings({ try look(worker) }) { $0.first?.message.contains("Read on") == true }
        #expect(
            lacking.first?.message == "the principal lacks Read on topic elsewhere, which feeding needs", "\(lacking)")
        try mend(lacking[0], for: "worker", worker)
        #expect(try awaitFindings({ try look(worker) }) { $0.map(\.severity) == [.ok] }.map(\.severity) == [.ok])

        let refused = try withAdmin(log.settings) {
            try $0.deleteRecords(topic, below: [(1, 3)], timeout: 10_000)
        }
        #expect(refused.isEmpty)
        let lost = try look(log.settings)
        #expect(lost.map(\.severity) == [.error] && lost[0].place == "source elsewhere/1", "\(lost)")
        #expect(lost[0].message == "records 2 to 2 were deleted before they were fed", "\(lost)")
        try source.delete(topic)
        try source.make(topic, partitions: 2)
        let again = try look(log.settings)
        #expect(again.map(\.severity) == [.warning, .warning], "\(again)")
        #expect(again.allSatisfy { $0.message.contains("deleted and made again") }, "\(again)")
    }

    @Test(.timeLimit(.minutes(3))) func `a topic of a queue that is missing, or not as it must be, is told`() throws {
        let log = try folded("lined")
        defer { log.close() }
        #expect(try findings(log.settings, "queues").isEmpty)
        let task = TaskSettings(task: "charge", queue: "payments")
        let definition = Definition(
            name: "paying", version: 1, steps: [StepDefinition(name: "charge", kind: .task(task, .values([.input])))],
            result: .value(.step(0)))
        let record = AppendRecord(
            topic: .definitions, partition: 0, key: Array("paying/1".utf8),
            value: DefinitionWriter.canonicalJSON(definition))
        try #require(log.append([record], observer: UnheardAppends.shared))
        let missing = try awaitFindings({ try findings(log.settings, "queues") }) { !$0.isEmpty }
        #expect(missing.map(\.severity) == [.error] && missing[0].place == "lined.tasks.payments", "\(missing)")
        #expect(missing[0].message.contains("attempts fail as long as"), "\(missing)")
        try KafkaTools.run(missing[0].fixes[0])
        let sound = try awaitFindings({ try findings(log.settings, "queues") }) { $0.map(\.severity) == [.ok] }
        #expect(sound.map(\.message) == ["1 topics of queues are as they must be"], "\(sound)")
        try KafkaTools.run(
            "kafka-configs.sh --bootstrap-server \(log.settings.bootstrap) --alter --entity-type topics --entity-name "
                + "lined.tasks.payments --add-config cleanup.policy=compact")
        let odd = try awaitFindings({ try findings(log.settings, "queues") }) { $0.first?.severity == .error }
        #expect(odd.count == 1 && odd[0].message.contains("cleanup.policy is compact"), "\(odd)")
        #expect(odd[0].fixes.contains { $0.hasPrefix("kafka-configs.sh") }, "\(odd)")
    }

    @Test(.timeLimit(.minutes(2))) func `over TLS what cannot be seen is said`() throws {
        let log = try folded("encrypted")
        defer { log.close() }
        var settings = try broker.settings(.tls, "encrypted")
        settings.shape = log.settings.shape
        let findings = try Doctor.examine(settings)
        #expect(findings.filter { $0.severity != .ok }.map(\.check) == ["rights"], "\(findings)")
        #expect(findings.contains { $0.check == "versions" && $0.message.hasPrefix("Kafka ") })
    }
}
