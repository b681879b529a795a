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
