import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import Testing

extension OnBroker {
    /// A start and a signal make an outcome.
    private static let checkout = Registration(
        definition: Definition(
            name: "checkout", version: 1,
            steps: [
                StepDefinition(name: "payment", kind: .signal(name: "payment", timeout: nil)),
                StepDefinition(name: "sum", kind: .transform(.expression("[input, payment]"))),
            ], result: .value(.step(1))))

    /// A node that has `checkout`, and a client that deployed it.
    private func startNode(_ log: KafkaLog) throws -> Node {
        let node = Node(log: log, registrations: [OnBroker.checkout])
        node.start()
        _ = try Client(log: log).deploy(OnBroker.checkout.definition)
        return node
    }

    private func awaitOutcomes(_ count: Int, _ log: KafkaLog) throws -> [String: Int] {
        let audit = Audit(settings: log.settings)
        let deadline = Clock.monotonic() + 60_000_000
        var outcomes: [String: Int] = [:]
        while outcomes.count < count && Clock.monotonic() < deadline {
            Latch().wait(microseconds: 200_000)
            outcomes = try audit.outcomes()
        }
        return outcomes
    }

    /// An example of `docs/formats.md`, for the broker and the topics of a test.
    func example(_ language: String, naming word: String, _ log: KafkaLog) throws -> String {
        let guide = Shell.read("\(Broker.root)/docs/formats.md").split(
            separator: "```", omittingEmptySubsequences: false)
        let block = try #require(guide.first { $0.hasPrefix("\(language)\n") && $0.contains(word) })
        return String(block.dropFirst(language.count + 1)).replacing("localhost:9092", with: log.settings.bootstrap)
            .replacing("shop.", with: "\(log.settings.application).")
    }

    @Test func `kcat starts and signals as the guide says, and with any key whatever its partitioner`() throws {
        guard Shell.has("kcat") else { return print("SKIPPED kcat: it is not installed (apt-get install kcat)") }
        let log = try connect("kcat", partitions: 4, slots: 2)
        defer { log.close() }
        let node = try startNode(log)
        defer { node.stop() }
        let shown = try Shell.run(try example("sh", naming: "kcat", log))
        #expect(shown.code == 0, "\(shown.output)")
        #expect(try awaitOutcomes(1, log) == ["order-17": 1])

        // Many at once, each twice. One header for all: the starts have no ids, the signals one, each for its own instance.
        let ids = (0..<400).map { "cart-\($0)" }
        func send(_ values: String, _ type: String, _ more: String = "") throws {
            let lines = ids.map { "\($0):\(values)" }.joined(separator: "\n")
            let command =
                "kcat -P -b \(log.settings.bootstrap) -t \(log.settings.name(of: .events)) -K: -H ce_type=\(type) \(more) "
                + "<<'LINES'\n\(lines)\nLINES"
            let sent = try Shell.run(command)
            #expect(sent.code == 0, "\(sent.output)")
        }
        for round in 0..<2 {
            try send("{\"round\":\(round)}", "sluice.start.checkout@1")
            try send("{\"round\":\(round)}", "sluice.signal.payment", "-H ce_id=pay -H ce_specversion=1.0")
        }
        let outcomes = try awaitOutcomes(401, log)
        #expect(outcomes.count == 401 && outcomes.values.allSatisfy { $0 == 1 })
        let misrouted = node.statistics.misrouted
        print("kcat instances=400 misrouted=\(misrouted) of \(node.statistics.publicRecords) records")
        #expect(misrouted > 400)
        #expect(node.statistics.gaps == 0)
        #expect(try Audit(settings: log.settings).deadLetters() == 0)
    }

    @Test func `Python starts and signals as the guide says, and what makes no sense is a dead letter`() throws {
        guard let python = Shell.python else {
            return print("SKIPPED confluent-kafka: python3 -m venv and pip could not get it")
        }
        let log = try connect("python", partitions: 4, slots: 2)
        defer { log.close() }
        let node = try startNode(log)
        defer { node.stop() }
        func run(_ program: String) throws {
            let done = try Shell.run("\(python) - <<'PROGRAM'\n\(program)\nPROGRAM")
            #expect(done.code == 0, "\(done.output)")
        }
        try run(try example("python", naming: "confluent_kafka", log))
        #expect(try awaitOutcomes(1, log) == ["order-18": 1])
        try run(
            """
            from confluent_kafka import Producer
            events = "\(log.settings.name(of: .events))"
            producer = Producer({"bootstrap.servers": "\(log.settings.bootstrap)"})
            java = Producer({"bootstrap.servers": "\(log.settings.bootstrap)", "partitioner": "murmur2_random"})
            for round in range(2):
                for number in range(300):
                    client = producer if number % 3 else java
                    key = f"basket-{number}".encode()
                    start = {"ce_type": "sluice.start.checkout", "ce_id": f"s{number}", "ce_source": "/test", "ce_specversion": "1.0"}
                    client.produce(events, f'{{"n":{number}}}'.encode(), key, headers=start)
                    client.produce(events, b"[1]", key, headers={"ce_type": "sluice.signal.payment", "ce_id": f"p{number}"})
            bad = [(None, b"{}", "sluice.start.checkout"), (b"a", b"{", "sluice.start.checkout"), (b"b", None, "sluice.start.checkout"),
                (b"c", b"{}", "sluice.start.nothing"), (b"d", b"{}", "order.paid"), (b"\\xff", b"{}", "sluice.start.checkout"),
                (b"e", b'"' + b"x" * 999000 + b'"', "sluice.start.checkout")]
            for key, value, kind in bad:
                producer.produce(events, value, key, headers={"ce_type": kind, "trace": "t"})
            producer.produce(events, b"plain text", b"f")
            producer.flush()
            java.flush()
            """)
        let outcomes = try awaitOutcomes(301, log)
        #expect(outcomes.count == 301 && outcomes.values.allSatisfy { $0 == 1 })
        print("python instances=300 misrouted=\(node.statistics.misrouted) of \(node.statistics.publicRecords) records")
        #expect(node.statistics.misrouted > 200)
        var reasons: [String: String] = [:]
        var traces = 0
        let deadline = Clock.monotonic() + 20_000_000
        while reasons.count < 8 && Clock.monotonic() < deadline {
            reasons = [:]
            traces = 0
            try Audit(settings: log.settings).read(log.settings.name(of: .deadLetters)) { _, key, _, headers in
                func text(_ name: String) -> String {
                    String(decoding: headers.first { $0.name == name }?.value ?? [], as: UTF8.self)
                }
                reasons[String(decoding: key, as: UTF8.self)] = text("sluice_reason")
                if text("original_trace") == "t" { traces += 1 }
            }
        }
        #expect(reasons.count == 8, "\(reasons)")
        #expect(reasons[""]?.hasPrefix("the record has no key") == true)
        #expect(reasons["a"]?.hasPrefix("the input is not JSON") == true)
        #expect(reasons["b"]?.hasPrefix("a null value") == true)
        #expect(reasons["c"]?.contains("is not deployed") == true)
        #expect(reasons["d"]?.hasPrefix("unknown type 'order.paid'") == true)
        #expect(reasons["\u{fffd}"] == "the record's key: the instance id is not UTF-8")
        #expect(reasons["e"]?.contains("at most 983616 fit into a record") == true)
        #expect(reasons["f"]?.hasPrefix("the record has no header ce_type") == true)
        // What was sent on before it was found wrong has left its headers behind.
        #expect(traces >= 6)
    }
}
