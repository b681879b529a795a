import CRdKafka
import Glibc
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@testable import SluiceKafka

/// Remote workers, on a broker: programs in another language that know the topics and nothing else.
extension OnBroker {
    private static let queue = "payments"

    /// A task of a queue, and a record that is published once for each result that counts.
    private func paying(_ settings: KafkaSettings, timeout: Int64 = 60_000) -> Definition {
        let retry = RetryPolicy(attempts: 50, first: 200, cap: 1_000)
        return Definition(
            name: "paying", version: 1,
            steps: [
                StepDefinition(
                    name: "charge",
                    kind: .task(
                        TaskSettings(task: "charge", queue: OnBroker.queue, retry: retry, timeout: timeout),
                        .values([.input]))),
                StepDefinition(
                    name: "told",
                    kind: .publish(PublishSettings(topic: "\(settings.application).told"), .values([.step(0)]))),
            ], result: .value(.step(0)))
    }

    private func start(_ worker: String, _ python: String) throws -> (process: ChildProcess, output: String) {
        let file = "/tmp/sluice-worker-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try TextFile.write(worker, to: "\(file).py")
        return (try ChildProcess(python, ["\(file).py"], output: "\(file).log"), "\(file).log")
    }

    private func end(_ worker: (process: ChildProcess, output: String)) {
        worker.process.kill()
        _ = worker.process.wait()
        unlink(worker.output)
        unlink(worker.output.replacing(".log", with: ".py"))
    }

    private func makeTold(_ settings: KafkaSettings) throws {
        let admin = try AdminClient(settings, sink: SilentLog())
        defer { admin.close() }
        let plan = TopicPlan(name: "\(settings.application).told", partitions: 2, settings: [])
        try TopicSetup(settings, admin.handle, plans: [plan], sink: SilentLog()).prepare()
    }

    private func awaitResults(_ count: Int, seconds: Int64, _ log: KafkaLog) throws -> [String: Int] {
        let deadline = Clock.monotonic() + seconds * 1_000_000
        var outcomes: [String: Int] = [:]
        while outcomes.count < count && Clock.monotonic() < deadline {
            Latch().wait(microseconds: 200_000)
            outcomes = try Audit(settings: log.settings).outcomes()
        }
        return outcomes
    }

    @Test(.timeLimit(.minutes(5)))
    func `a worker in Python works for a queue as the guide shows it`() throws {
        guard let python = Shell.python else {
            return print("SKIPPED confluent-kafka: python3 -m venv and pip could not get it")
        }
        let log = try connect("worker", partitions: 4, slots: 2)
        defer { log.close() }
        try makeTold(log.settings)
        let node = Node(log: log)
        node.start()
        defer { node.stop() }
        _ = try node.deploy(paying(log.settings), through: Client(log: log), timeout: 30_000)

        // The topic is there before anything is started, as it must be.
        let plan = TopicPlan.queue(OnBroker.queue, log.settings)
        let admin = try AdminClient(log.settings, sink: SilentLog())
        defer { admin.close() }
        #expect(plan.name == "\(log.settings.application).tasks.payments")
        #expect(try admin.handle.partitionCount(of: plan.name, timeout: 5_000) == 4)
        let found = try admin.handle.settings(of: [plan.name], timeout: 10_000)
        let values = try #require(found.first).result.get()
        for setting in plan.settings { #expect(values[setting.name] == setting.value, "\(setting.name)") }

        let worker = try start(try example("python", naming: "Consumer", log), python)
        defer { end(worker) }
        let starts = Starts(log)
        for number in 0..<60 { starts.start("order-\(number)", "paying", input: "{\"total\":\(number)}") }
        starts.flush()
        let outcomes = try awaitResults(60, seconds: 60, log)
        #expect(outcomes.count == 60 && outcomes.values.allSatisfy { $0 == 1 }, "\(Shell.read(worker.output))")
        try Audit(settings: log.settings).read(log.settings.name(of: .outcomes)) { _, key, value, _ in
            let number = String(decoding: key, as: UTF8.self).dropFirst("order-".count)
            let text = String(decoding: value ?? [], as: UTF8.self).replacing(" ", with: "")
            #expect(text.contains("\"result\":{\"charged\":\(number)}"), "\(text)")
        }
        let queued = try Audit(settings: log.settings).published(plan.name, partitions: 4)
        #expect(queued.count == 60 && queued.values.allSatisfy { $0 == 1 })
        let statistics = node.statistics
        print("worker instances=60 queued=\(statistics.tasksQueued) misrouted=\(statistics.misrouted)")
        #expect(statistics.tasksQueued == 60 && statistics.publicRecords == 60 && statistics.misrouted > 20)
        #expect(try Audit(settings: log.settings).deadLetters() == 0)
    }

    /// Says everything twice, some of it wrong, and dies now and then with what it was given.
    private func carelessWorker(_ settings: KafkaSettings) -> String {
        """
        import json, os, random, sys
        from confluent_kafka import Consumer, Producer
        producer = Producer({"bootstrap.servers": "\(settings.bootstrap)"})
        consumer = Consumer({"bootstrap.servers": "\(settings.bootstrap)", "group.id": "\(settings.application).payments",
            "auto.offset.reset": "earliest", "session.timeout.ms": 6000})
        consumer.subscribe(["\(settings.topic(ofQueue: OnBroker.queue))"])
        events = "\(settings.name(of: .events))"
        while True:
            task = consumer.poll(1.0)
            if task is None or task.error(): continue
            headers = dict(task.headers())
            def say(kind, data):
                producer.produce(events, json.dumps(data), task.key(), headers={"ce_type": kind, "ce_task": headers["ce_id"]})
            chance = random.random()
            if chance < 0.02: continue
            say("sluice.heartbeat", {})
            if chance < 0.1: say("sluice.failed", {"type": "Busy", "message": "later"})
            for _ in range(2): say("sluice.succeeded", {"attempt": headers["ce_attempt"].decode()})
            producer.poll(0)
        """
    }

    @Test(.timeLimit(.minutes(6)))
    func `a node killed while workers work loses no task and counts no result twice`() async throws {
        guard let python = Shell.python else {
            return print("SKIPPED confluent-kafka: python3 -m venv and pip could not get it")
        }
        let (instances, kills) = (600, 5)
        var random = SeededRandom(seed: KilledNode.seed())
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "queue-kill-\(getpid())",
            shape: LogShape(partitions: 4, slots: 1))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        try makeTold(settings)
        var node = try KilledNode(settings)
        defer { node.end() }
        let client = Client(log: log)
        try await whenDeployed(["charge", "label"], client)
        _ = try client.deploy(paying(settings, timeout: 5_000))
        let worker = try start(carelessWorker(settings), python)
        defer { end(worker) }

        let duration: Int64 = 20_000_000
        node.plan(kills: kills, within: duration, &random)
        let starts = Starts(log)
        try await node.feed(instances, within: duration, starts) {
            starts.start("order-\($0)", "paying", input: "{\"total\":\($0)}")
        }
        _ = try awaitResults(instances, seconds: 90, log)
        // What would be doubled has time to appear.
        try await Task.sleep(for: .seconds(3))
        let audit = Audit(settings: settings)
        let outcomes = try audit.outcomes()
        let ids = (0..<instances).map { "order-\($0)" }
        let lost = ids.count { outcomes[$0] == nil }
        let doubled = outcomes.values.count { $0 > 1 }
        #expect(lost == 0 && doubled == 0 && outcomes.count == instances, "\(Shell.read(worker.output))")
        let told = try audit.published("\(settings.application).told", partitions: 2)
        #expect(told.count == instances && told.values.allSatisfy { $0 == 1 })
        let queued = try audit.published(settings.topic(ofQueue: OnBroker.queue), partitions: 4)
        let given = Set(queued.keys.map { $0.split(separator: "/")[0] })
        #expect(ids.allSatisfy { given.contains($0[...]) })
        var failed = 0
        try audit.read(settings.name(of: .outcomes)) { _, _, value, _ in
            if !String(decoding: value ?? [], as: UTF8.self).contains("\"status\":\"succeeded\"") { failed += 1 }
        }
        let deadLetters = try audit.deadLetters()
        #expect(failed == 0 && deadLetters == 0)
        for (partition, sum) in try audit.sums().enumerated() {
            #expect(sum.hash == sum.position.hash, "checkpoints of partition \(partition)")
        }
        print(
            "kills=\(node.kills) instances=\(instances) attempts=\(queued.count) twice_in_queue=\(queued.values.count { $0 > 1 }) lost=\(lost) doubled=\(doubled)"
        )
    }

    @Test(.enabled(if: KafkaTools.home != nil), .timeLimit(.minutes(5)))
    func `a queue whose topic is gone fails its attempts and nothing else, until it is there again`() throws {
        let sink = RecordingLog()
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "queue-gone-\(getpid())",
            shape: LogShape(partitions: 2, slots: 1))
        settings.singleBroker = true
        settings.data = TemporaryFolder.shared.file()
        let log = try KafkaLog.connect(settings, sink: sink)
        defer { log.close() }
        try makeTold(settings)
        let node = Node(log: log, registrations: [TestWorkflow.registration(approval: false)], sink: sink)
        node.start()
        defer { node.stop() }
        let client = Client(log: log)
        _ = try client.deploy(paying(settings))
        _ = try client.deploy(TestWorkflow.registration(approval: false).definition)
        #expect(sink.lines.contains { $0.contains("the topic of a queue is ready") })
        let topic = settings.topic(ofQueue: OnBroker.queue)
        try KafkaTools.run("kafka-topics.sh --bootstrap-server \(settings.bootstrap) --delete --topic \(topic)")
        let starts = Starts(log)
        starts.start("remote", "paying", input: "{\"total\":1}")
        for number in 0..<20 { starts.start("local-\(number)", TestWorkflow.name, input: "{\"n\":1}") }
        starts.flush()
        let audit = Audit(settings: settings)
        #expect(try awaitResults(20, seconds: 30, log).count == 20)
        let deadline = Clock.monotonic() + 60_000_000
        while try audit.deadLetters() == 0, Clock.monotonic() < deadline { Latch().wait(microseconds: 200_000) }
        var reasons: [String] = []
        try audit.read(settings.name(of: .deadLetters)) { _, _, _, headers in
            func text(_ name: String) -> String {
                String(decoding: headers.first { $0.name == name }?.value ?? [], as: UTF8.self)
            }
            reasons.append("\(text("sluice_kind")) \(text("sluice_topic")) \(text("sluice_reason"))")
        }
        #expect(reasons.first == "task \(topic) there is no topic '\(topic)' on the brokers", "\(reasons)")
        #expect(sink.lines.contains { $0.contains("a queue refused an attempt") && $0.contains(topic) })
        let answer = String(decoding: try client.ask(instance: Array("remote".utf8), .get), as: UTF8.self)
        #expect(answer.contains("sluice.undelivered"), "\(answer)")

        // By the line that the error would name.
        let line = TopicPlan.queue(OnBroker.queue, settings).creation(replication: 1, settings.bootstrap)
        try KafkaTools.run(line)
        let reader = try KafkaReader(settings, isCommitted: true)
        defer { reader.close() }
        var taken: Int64 = 0
        let patience = Clock.monotonic() + 60_000_000
        while taken == 0, Clock.monotonic() < patience {
            Latch().wait(microseconds: 200_000)
            taken = try (0..<2).reduce(0) { $0 + (try reader.watermarks(topic, $1).upperBound) }
        }
        #expect(taken == 1)
    }

    @Test
    func `a topic of a queue that is not as it must be is an error that names the line, and the workflow is deployed`()
        throws
    {
        let sink = RecordingLog()
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "queue-odd-\(getpid())",
            shape: LogShape(partitions: 2, slots: 1))
        settings.singleBroker = true
        settings.data = TemporaryFolder.shared.file()
        let log = try KafkaLog.connect(settings, sink: sink)
        defer { log.close() }
        let topic = settings.topic(ofQueue: OnBroker.queue)
        let admin = try AdminClient(settings, sink: SilentLog())
        defer { admin.close() }
        // Another number of partitions is whoever runs the cluster's to choose; compaction would lose attempts.
        let odd = TopicPlan(name: topic, partitions: 5, settings: [.exactly("cleanup.policy", "compact")])
        #expect(try admin.handle.createTopics([odd], replication: 1, timeout: 10_000).isEmpty)
        let driver = try LaneDriver(log, registrations: [])
        defer { driver.lane.close() }
        try deploy(Registration(definition: paying(settings)), driver)
        let line = try #require(sink.lines.first { $0.contains("the topic of a queue is not as it must be") })
        #expect(line.hasPrefix("error ") && line.contains("cleanup.policy is compact, it takes delete"), "\(line)")
        #expect(line.contains("kafka-configs.sh") && !line.contains("partitions, the settings say"), "\(line)")
        #expect(log.problem(withQueue: OnBroker.queue) == nil)
        #expect(log.problem(withQueue: String(repeating: "q", count: 249))?.contains("more than 249") == true)
    }
}

extension OnSecuredBroker {
    @Test(.timeLimit(.minutes(10)))
    func `a worker needs what the page says and no more`() throws {
        guard let python = Shell.python else {
            return print("SKIPPED confluent-kafka: python3 -m venv and pip could not get it")
        }
        let application = "working"
        try grant(ManualPage.kafka.lines(behind: "A node"), application, from: "orders-node", to: "node")
        let log = try KafkaLog.connect(user("node", application))
        defer { log.close() }
        let task = TaskSettings(task: "charge", queue: "payments")
        let definition = Definition(
            name: "paying", version: 1, steps: [StepDefinition(name: "charge", kind: .task(task, .values([.input])))],
            result: .value(.step(0)))
        let node = Node(log: log)
        node.start()
        defer { node.stop() }
        let client = Client(log: log)
        _ = try client.deploy(definition)
        try grant(ManualPage.kafka.lines(behind: "A worker"), application, from: "orders-worker", to: "worker")
        let security =
            #""\#(try broker.address(.sasl))", "security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "PLAIN", "sasl.username": "worker", "sasl.password": "of-worker""#
        let guide = Shell.read("\(Broker.root)/docs/formats.md").split(
            separator: "```", omittingEmptySubsequences: false)
        let block = try #require(guide.first { $0.hasPrefix("python\n") && $0.contains("Consumer") })
        let program = String(block.dropFirst("python\n".count)).replacing(#""localhost:9092""#, with: security)
            .replacing("shop.", with: "\(application).")
        let file = "\(broker.folder)/worker.py"
        try TextFile.write(program, to: file)
        let worker = try ChildProcess(python, [file], output: "\(file).log")
        defer {
            worker.kill()
            _ = worker.wait()
        }
        let starts = Starts(log)
        starts.start("one", "paying", input: "{\"total\":7}")
        starts.flush()
        let answer = String(
            decoding: try client.ask(instance: Array("one".utf8), .wait, timeout: 60_000), as: UTF8.self)
        #expect(
            answer.replacing(" ", with: "").contains("\"result\":{\"charged\":7}"),
            "\(answer) \(Shell.read("\(file).log"))")
    }
}
