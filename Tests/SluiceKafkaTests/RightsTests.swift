import SluiceEngine
import SluiceKernel
import Testing

@testable import SluiceKafka

/// The rights that `docs/kafka.md` lists, granted by the very lines of that page to users that have no others.
extension OnSecuredBroker {
    @Test(.timeLimit(.minutes(3)))
    func `nodes and clients need what the page says and no more`() throws {
        let application = "rights"
        try grant(ManualPage.kafka.lines(behind: "A node"), application, from: "orders-node", to: "node")
        try grant(ManualPage.kafka.lines(behind: "A client"), application, from: "orders-client", to: "client")
        let log = try KafkaLog.connect(user("node", application))
        defer { log.close() }
        let registration = TestWorkflow.registration(approval: false)
        let node = Node(log: log, registrations: [registration])
        node.start()

        let asking = try KafkaLog.attach(user("client", application))
        defer { asking.close() }
        let client = Client(log: asking)
        _ = try client.deploy(registration.definition)
        let starts = Starts(asking)
        starts.start("one", TestWorkflow.name, input: "{\"n\":1}")
        starts.flush()
        let answer = String(decoding: try client.ask(instance: Array("one".utf8), .wait), as: UTF8.self)
        #expect(answer.contains("\"status\":\"succeeded\""), "\(answer)")
        #expect(node.stop())
        let partition = log.shape.partition(of: Array("one".utf8))
        #expect(try asking.read(.outcomes, partition: partition, from: 0, bytes: 1 << 20).records.count == 1)
        // Trimming.
        let driver = try LaneDriver(log, registrations: [registration])
        try log.maintain(now: Clock.wall() + 8 * 86_400_000)
        #expect(try log.range(.events, partition: partition).lowerBound > 0)
        driver.lane.close()

        // A client holds no slots.
        let refused = #expect(throws: LogError.self) { _ = try asking.open(slot: 0, waker: Latch()) }
        #expect(refused?.code == .denied, "\(refused as Any)")
    }

    @Test(.timeLimit(.minutes(3)))
    func `a right that is missing is named`() throws {
        let application = "lacking"
        let lines = try ManualPage.kafka.lines(behind: "A node")
        var settings = try user("nobody", application)
        settings.patience = 10_000
        func grant(_ word: String) throws {
            try self.grant(lines.filter { $0.contains(word) }, application, from: "orders-node", to: "nobody")
        }
        // Topics may be written and read, not made.
        try grant("--operation Read --operation Write")
        let noCreate = #expect(throws: LogError.self) { try KafkaLog.connect(settings).close() }
        #expect(
            noCreate?.message.contains("the principal needs Create on topic \(application).events") == true,
            "\(noCreate as Any)")
        var owner = try broker.settings(.plain, application)
        owner.patience = 30_000
        try KafkaLog.connect(owner).close()
        let noLookUp = #expect(throws: LogError.self) { try KafkaLog.connect(settings).close() }
        #expect(
            noLookUp?.message.contains("the principal needs Describe on group \(application).slots") == true,
            "\(noLookUp as Any)")
        try KafkaTools.run(
            "kafka-acls.sh --bootstrap-server \(try broker.address(.plain)) --add --allow-principal User:nobody "
                + "--operation Describe --group \(application).slots")
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        func refusedOpening() throws -> String {
            let error = #expect(throws: LogError.self) { _ = try log.open(slot: 0, waker: Latch()) }
            return try #require(error).message
        }
        let noGroup = try refusedOpening()
        #expect(noGroup.contains("the principal needs Read on group \(application).slots"), "\(noGroup)")
        try grant("--group")
        let noTransactions = try refusedOpening()
        #expect(
            noTransactions.contains("Write on transactional ids that begin with \(application)."), "\(noTransactions)")
        try grant("--transactional-id")
        let driver = try LaneDriver(log, registrations: [TestWorkflow.registration()])
        let registration = TestWorkflow.registration()
        let document = DefinitionWriter.canonicalJSON(registration.definition)
        let record = AppendRecord(topic: .definitions, partition: 0, key: Array("order/1".utf8), value: document)
        try #require(log.append([record], observer: UnheardAppends.shared))
        #expect(try driver.step { driver.lane.isClean && driver.opened.position(0).next > 0 })
        let noDelete = #expect(throws: LogError.self) { try log.maintain(now: Clock.wall() + 8 * 86_400_000) }
        #expect(
            noDelete?.message.contains("the principal needs Delete on topic \(application).events") == true,
            "\(noDelete as Any)")
        driver.lane.close()
    }

    @Test func `who may not write is told which right that takes`() throws {
        let application = "reading"
        try KafkaLog.connect(try broker.settings(.plain, application)).close()
        let address = try broker.address(.plain)
        try KafkaTools.run(
            "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:nobody --operation Read "
                + "--operation Describe --topic \(application). --resource-pattern-type prefixed\n"
                + "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:nobody --operation Describe "
                + "--group \(application).slots")
        let log = try KafkaLog.attach(try user("nobody", application))
        defer { log.close() }
        let wait = AppendWait(count: 1)
        let record = AppendRecord(topic: .definitions, partition: 0, key: [1], value: [2])
        // A producer that is refused is made anew, and takes nothing meanwhile.
        let deadline = Clock.monotonic() + 30_000_000
        while !log.append([record], observer: wait), Clock.monotonic() < deadline { Latch().wait(microseconds: 1_000) }
        let error = #expect(throws: ClientError.self) {
            try wait.wait(until: Clock.monotonic() + 30_000_000, timeout: 30_000)
        }
        #expect(
            error?.description.contains("the principal needs Write on topic \(application).definitions") == true,
            "\(error as Any)")
    }

    @Test func `settings that may not be read are a warning that names the right`() throws {
        let application = "unread"
        try KafkaLog.connect(try broker.settings(.plain, application)).close()
        let address = try broker.address(.plain)
        try KafkaTools.run(
            "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:nobody --operation Read "
                + "--operation Write --topic \(application). --resource-pattern-type prefixed\n"
                + "kafka-acls.sh --bootstrap-server \(address) --add --allow-principal User:nobody --operation Describe "
                + "--group \(application).slots")
        let log = RecordingLog()
        try KafkaLog.connect(try user("nobody", application), sink: log).close()
        #expect(
            log.lines.contains {
                $0.hasPrefix("warning the settings of a topic cannot be checked")
                    && $0.contains("needs=DescribeConfigs on topic \(application).events")
            }, "\(log.lines)")
    }
}
