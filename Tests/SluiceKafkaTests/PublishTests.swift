import CRdKafka
import Glibc
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// Makes a topic of others.
    func make(_ topic: String, partitions: Int, _ settings: KafkaSettings, largest: Int? = nil) throws {
        let admin = try KafkaHandle(
            RD_KAFKA_PRODUCER, settings.admin(), ClientContext(name: "admin", sink: SilentLog()))
        defer { admin.close() }
        let plan = TopicPlan(
            name: topic, partitions: partitions,
            settings: largest.map { [.usual("max.message.bytes", "\($0)")] } ?? [])
        try #require(try admin.createTopics([plan], replication: 1, timeout: 10_000).isEmpty)
        let deadline = Clock.monotonic() + 10_000_000
        while try admin.partitionCount(of: topic, timeout: 5_000) == 0, Clock.monotonic() < deadline {
            Latch().wait(microseconds: 20_000)
        }
    }

    private func publishing(
        _ name: String, _ steps: (name: String, topic: String, delivery: PublishDelivery)...
    ) -> Registration {
        let steps = steps.map { step in
            var settings = PublishSettings(topic: step.topic)
            settings.delivery = step.delivery
            return StepDefinition(name: step.name, kind: .publish(settings, .values([.input])))
        }
        return Registration(definition: Definition(name: name, version: 1, steps: steps))
    }

    @Test func `a record is there once it is committed, soon after its event`() throws {
        for (interval, most) in [(Int64(100), Int64(120)), (10, 30)] {
            let log = try connect("latency-\(interval)", partitions: 1)
            defer { log.close() }
            let topic = "\(log.settings.application).told"
            try make(topic, partitions: 1, log.settings)
            let registration = publishing("tell", ("told", topic, .exactlyOnce))
            var settings = NodeSettings()
            settings.lane.outputInterval = interval
            let node = Node(log: log, registrations: [registration], settings: settings)
            node.start()
            defer { node.stop() }
            let client = Client(log: log)
            _ = try client.deploy(registration.definition)
            let reader = try KafkaReader(log.settings, isCommitted: true)
            defer { reader.close() }
            try reader.assign(topic, [(0, 0)])
            var times: [Int64] = []
            var random = SeededRandom(seed: 1)
            for number in 0..<41 {
                Latch().wait(microseconds: Int64.random(in: 50_000..<350_000, using: &random))
                let id = Array("i-\(number)".utf8)
                let begun = Clock.monotonic()
                try id.withUnsafeBytes { id in
                    try Array("tell".utf8).withUnsafeBytes { workflow in
                        try client.append(
                            .started(
                                StartedEvent(instance: id, definition: workflow, id: id, input: StepInputs.nothing)))
                    }
                }
                var batch = RecordBatch()
                while batch.isEmpty, Clock.monotonic() < begun + 10_000_000 {
                    try reader.poll(timeout: 1, into: &batch)
                }
                #expect(batch.records.count == 1)
                times.append((Clock.monotonic() - begun) / 1_000)
            }
            times.sort()
            print("output_ms interval=\(interval) p50=\(times[20]) p90=\(times[36]) worst=\(times[40]) target=\(most)")
        }
    }

    @Test func `what a topic does not take is a dead letter, and holds nothing up`() throws {
        let log = try connect("refused", partitions: 2)
        defer { log.close() }
        let application = log.settings.application
        let (small, all) = ("\(application).small", "\(application).all")
        try make(small, partitions: 3, log.settings, largest: 100_000)
        try make(all, partitions: 2, log.settings)
        let registration = publishing(
            "tell", ("small", small, .exactlyOnce), ("all", all, .exactlyOnce),
            ("nowhere", "\(application).nowhere", .exactlyOnce), ("small-now", small, .atLeastOnce),
            ("nowhere-now", "\(application).nowhere", .atLeastOnce), ("all-now", all, .atLeastOnce))
        let driver = try LaneDriver(log, registrations: [registration])
        try deploy(registration, driver)
        let starts = Starts(log)
        var random = SeededRandom(seed: 7)
        var large = 0
        for number in 0..<60 {
            let isLarge = number % 12 == 5
            if isLarge { large += 1 }
            // Noise, so that compressing it does not make it fit.
            let noise = (0..<(isLarge ? 200_000 : 300)).map { _ in
                UnicodeScalar(UInt8.random(in: 0x23...0x5b, using: &random))
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: noise)
            starts.start("i-\(number)", "tell", input: "\"\(text)\"")
        }
        starts.flush()
        #expect(try driver.step(seconds: 90) { driver.lane.isClean && driver.lane.statistics.instancesEnded == 60 })
        #expect(driver.opened.lost == nil)
        let audit = Audit(settings: log.settings)
        #expect(try audit.outcomes().count == 60)
        let taken = try audit.published(small, partitions: 3)
        #expect(taken.count == 2 * (60 - large) && taken.values.allSatisfy { $0 == 1 })
        let everything = try audit.published(all, partitions: 2)
        #expect(everything.count == 120 && everything.values.allSatisfy { $0 == 1 })
        var letters: [String: Int] = [:]
        var topics: [String: Int] = [:]
        try audit.read(log.settings.name(of: .deadLetters)) { _, _, _, headers in
            func text(_ name: String) -> String {
                String(decoding: headers.first { $0.name == name }?.value ?? [], as: UTF8.self)
            }
            letters[text("ce_id"), default: 0] += 1
            topics[text("sluice_topic"), default: 0] += 1
        }
        #expect(letters.count == 2 * large + 120 && letters.values.allSatisfy { $0 == 1 })
        #expect(topics == [small: 2 * large, "\(application).nowhere": 120])
        #expect(driver.lane.statistics.undelivered == UInt64(2 * large + 120))
        driver.lane.close()
    }

    @Test func `a topic that is deleted under a running node takes nothing more`() throws {
        guard let home = getenv("KAFKA_HOME").map({ String(cString: $0) }) else {
            return print("SKIPPED a deleted topic: set KAFKA_HOME")
        }
        let log = try connect("deleted", partitions: 1)
        defer { log.close() }
        let topic = "\(log.settings.application).told"
        try make(topic, partitions: 2, log.settings)
        let registration = publishing("tell", ("told", topic, .exactlyOnce), ("now", topic, .atLeastOnce))
        let driver = try LaneDriver(log, registrations: [registration])
        try deploy(registration, driver)
        let starts = Starts(log)
        func start(_ id: String, ended: UInt64) throws -> Bool {
            starts.start(id, "tell", input: "{}")
            starts.flush()
            return try driver.step(seconds: 60) {
                driver.lane.isClean && driver.lane.statistics.instancesEnded == ended
            }
        }
        #expect(try start("before", ended: 1))
        #expect(try Audit(settings: log.settings).published(topic, partitions: 2).count == 2)
        let deleted = try Shell.run(
            "\(home)/bin/kafka-topics.sh --bootstrap-server \(log.settings.bootstrap) --delete --topic \(topic)")
        #expect(deleted.code == 0, "\(deleted.output)")
        #expect(try start("after", ended: 2))
        #expect(driver.opened.lost == nil)
        #expect(try Audit(settings: log.settings).deadLetters() == 2)
        #expect(driver.lane.statistics.undelivered == 2)
        driver.lane.close()
    }

    @Test func `a workflow that would publish to a topic of the application is not deployed`() throws {
        let log = try connect("own", partitions: 1)
        defer { log.close() }
        let application = log.settings.application
        for name in ["events", "dead-letters", "tasks.mail", "checkpoints"] {
            let registration = publishing("tell", ("told", "\(application).\(name)", .exactlyOnce))
            let error = #expect(throws: ClientError.self) { _ = try Client(log: log).deploy(registration.definition) }
            #expect("\(error as Any)".contains("is of the application itself"), "\(error as Any)")
        }
        #expect(log.problem(withPublishingTo: "\(application).orders") == nil)
        #expect(log.problem(withPublishingTo: "events") == nil)
        // One that is in the log all the same: what it publishes goes nowhere.
        let registration = publishing(
            "tell", ("told", "\(application).events", .exactlyOnce), ("now", "\(application).events", .atLeastOnce))
        let driver = try LaneDriver(log, registrations: [registration])
        try deploy(registration, driver)
        let starts = Starts(log)
        starts.start("one", "tell", input: "{}")
        starts.flush()
        #expect(try driver.step { driver.lane.isClean && driver.lane.statistics.instancesEnded == 1 })
        #expect(try Audit(settings: log.settings).deadLetters() == 2)
        #expect(driver.lane.statistics.publicRecords == 0)
        driver.lane.close()
    }

    /// A node that is killed again and again while instances start and publish.
    @Test(.timeLimit(.minutes(4)))
    func `published records are there once each, however often the node is killed`() async throws {
        let (kills, instances) = (8, 6_000)
        var random = SeededRandom(seed: KilledNode.seed())
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "told-\(getpid())",
            shape: LogShape(partitions: 4, slots: 1))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        let (told, hinted) = ("\(settings.application).told", "\(settings.application).hinted")
        try make(told, partitions: 3, settings)
        try make(hinted, partitions: 2, settings)
        var node = try KilledNode(settings)
        defer { node.end() }
        try await whenDeployed(["tell"], Client(log: log))
        let duration: Int64 = 30_000_000
        node.plan(kills: kills, within: duration, &random)
        let starts = Starts(log)
        try await node.feed(instances, within: duration, starts) {
            starts.start("sale-\($0)", "tell", input: "{\"number\":\($0)}")
        }
        let audit = Audit(settings: settings)
        let deadline = Clock.monotonic() + 60_000_000
        while try audit.outcomes().count < instances, Clock.monotonic() < deadline {
            try await Task.sleep(for: .milliseconds(500))
        }
        // What would be doubled has time to appear.
        try await Task.sleep(for: .seconds(3))
        let exactly = try audit.published(told, partitions: 3)
        let atLeast = try audit.published(hinted, partitions: 2)
        func instancesOf(_ records: [String: Int]) -> Set<Substring> {
            Set(records.keys.map { $0.prefix { $0 != "/" } })
        }
        let lost = instances - instancesOf(exactly).count
        let doubled = exactly.values.count { $0 > 1 } + exactly.count - instancesOf(exactly).count
        let repeated = atLeast.values.count { $0 > 1 }
        #expect(lost == 0)
        #expect(doubled == 0)
        #expect(atLeast.count == instances)
        #expect(try audit.deadLetters() == 0)
        print(
            "kills=\(node.kills) published=\(instances) lost=\(lost) doubled=\(doubled) repeated_at_least_once=\(repeated)"
        )
    }
}
