import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A publish step")
struct PublishTests {
    private func settings(_ change: (inout PublishSettings) -> Void = { _ in }) -> PublishSettings {
        var settings = PublishSettings(topic: "orders.paid")
        change(&settings)
        return settings
    }

    private func step(
        _ settings: PublishSettings, _ input: StepInput = .expression("input"), gates: [String] = [],
        onFailure: FailurePolicy = .sideline
    ) -> StepDefinition {
        StepDefinition(name: "announce", kind: .publish(settings, input), gates: gates, onFailure: onFailure)
    }

    private func published(_ bench: FoldBench) -> [PublishedCopy] {
        bench.takeEffects().compactMap { if case .published(let record) = $0 { record } else { nil } }
    }

    @Test("gives its record out when it is ready, and has the value {}")
    func publishes() throws {
        let bench = FoldBench.with(
            .graph(.signal("paid"), step(settings(), .values([.step(0)])), result: .value(.step(1))))
        bench.send(.start("o-1", of: "w"))
        let incarnation = bench.offset
        #expect(published(bench).isEmpty)
        bench.send(.signal("o-1", "paid", time: 9_000_000, data: #"{"by":"card"}"#))
        let record = try #require(published(bench).first)
        #expect(record.topic == "orders.paid" && record.delivery == .exactlyOnce)
        #expect(record.key == "o-1" && record.value == #"{"by":"card"}"#)
        #expect(record.id == "o-1/\(incarnation)/1/0" && record.type == "w.announce" && record.headers == [])
        // When what it waited for happened, by whoever said so.
        #expect(record.time == 9_000_000)
        #expect(bench.value("o-1", 1) == "{}")
        #expect(bench.text("o-1").hasPrefix("succeeded"))
        #expect(bench.found == [])
    }

    @Test("makes key, headers and value of expressions; a header that is null is left out")
    func expressions() throws {
        let settings = settings {
            $0.key = "input.customer"
            $0.type = "com.shop.paid"
            $0.headers = [
                PublishHeader(name: "region", value: "input.region"), PublishHeader(name: "n", value: "input.n + 1"),
                PublishHeader(name: "none", value: "input.none"), PublishHeader(name: "flag", value: "input.n > 1"),
                PublishHeader(name: "text", value: "\"a\\u0041\\n\""),
            ]
            $0.delivery = .atLeastOnce
        }
        let bench = FoldBench.with(.graph(step(settings, .expression(#"{"n": input.n * 2}"#))))
        bench.send(.start("o", of: "w", input: #"{"customer":"c-\u0037","region":"eu","n":4,"none":null}"#))
        let record = try #require(published(bench).first)
        #expect(record.key == "c-7" && record.value == #"{"n":8}"# && record.type == "com.shop.paid")
        #expect(record.headers == ["region=eu", "n=5", "flag=true", "text=aA\n"])
        #expect(record.delivery == .atLeastOnce)
        #expect(bench.found == [])
    }

    @Test("of several values gives an array, null for a skipped one; of one that was skipped it gives nothing out")
    func values() {
        let both = FoldBench.with(
            .graph(
                .transform("a", "1", gates: ["input.a"]), .transform("b", "[2]"),
                step(settings(), .values([.step(0), .step(1)]))))
        both.send(.start("o", of: "w", input: #"{"a":false}"#))
        #expect(published(both).map(\.value) == ["[null,[2]]"])
        let lone = FoldBench.with(
            .graph(.transform("a", "1", gates: ["input.a"]), step(settings { $0.key = "input.k" }, .values([.step(0)])))
        )
        lone.send(.start("o", of: "w", input: #"{"a":false,"k":"k"}"#))
        #expect(published(lone).isEmpty)
        #expect(lone.phase("o", 1) == .skipped)
        #expect(both.found + lone.found == [])
    }

    @Test(
        "whose key or value cannot be made fails, and gives its record out once it is driven again",
        arguments: ["input.key", "input.list", "input.missing"])
    func failing(key: String) {
        let bench = FoldBench.with(.graph(step(settings { $0.key = key })))
        bench.send(.start("o", of: "w", input: #"{"key":null,"list":[1]}"#))
        #expect(bench.text("o").hasSuffix("0=sidelined, 0!sluice.transform"))
        #expect(published(bench).isEmpty)
        #expect(bench.send(.skip("o", step: "announce", value: "{}")) == .applied)
        #expect(published(bench).isEmpty)
        #expect(bench.found == [])
    }

    @Test("gives nothing out that no record could hold", arguments: [false, true])
    func tooLarge(isOver: Bool) {
        var limits = PartitionState.Limits()
        limits.maximumRecord = 16_384 + 4_000
        let text = String(repeating: "x", count: 1_998 + (isOver ? 1 : 0))
        let bench = FoldBench.with(.graph(step(settings(), .expression("input + input"))), limits: limits)
        // Concatenated, the two texts have two quotes less.
        bench.send(.start("o", of: "w", input: "\"\(text)x\""))
        #expect(published(bench).map(\.value.count) == (isOver ? [] : [4_000]))
        #expect(bench.text("o").hasSuffix(isOver ? "0!sluice.too-large" : "purge/0"))
        let key = String(repeating: "k", count: isOver ? 8_193 : 8_192)
        let keyed = FoldBench.with(.graph(step(settings { $0.key = "input" })))
        keyed.send(.start("o", of: "w", input: "\"\(key)\""))
        #expect(published(keyed).count == (isOver ? 0 : 1))
        #expect(bench.found + keyed.found == [])
    }

    @Test("is checked for its topic, its type and its headers")
    func checks() {
        func problems(_ change: (inout PublishSettings) -> Void) -> [String] {
            DefinitionCheck.problems(of: .graph(step(settings(change)))).map { $0.message }
        }
        #expect(problems { _ in } == [])
        #expect(problems { $0.topic = "" } == ["the topic: a name is empty"])
        #expect(problems { $0.topic = "a b" } == ["the topic: name 'a b' has other characters than allowed"])
        #expect(problems { $0.topic = ".." } == ["'..' is no topic"])
        #expect(problems { $0.topic = "__consumer_offsets" } == ["the topic '__consumer_offsets' belongs to Kafka"])
        #expect(problems { $0.topic = String(repeating: "t", count: 249) } == [])
        #expect(problems { $0.topic = String(repeating: "t", count: 250) }.count == 1)
        #expect(problems { $0.type = "" } == ["the type of a record has 0 bytes, outside 1 to 255"])
        #expect(problems { $0.key = "[1]" } == ["expected text, and this is of type list(int): '[1]'"])
        #expect(
            problems { $0.headers = [PublishHeader(name: "ce_x", value: "'a'")] } == [
                "the header 'ce_x' is written by the engine"
            ])
        #expect(problems { $0.headers = [PublishHeader(name: "a b", value: "'a'")] }.count == 1)
        #expect(
            problems { $0.headers = Array(repeating: PublishHeader(name: "a", value: "'a'"), count: 2) }
                == ["two headers have the name 'a'"])
        #expect(
            problems { $0.headers = (0..<33).map { PublishHeader(name: "h\($0)", value: "'a'") } }
                == ["33 headers, more than 32"])
    }
}
