import SluiceKernel
import SluiceTestKit
import Testing

/// Records that somebody else wrote into the log, well formed but for what they hold.
@Suite("What a foreign producer wrote")
struct ForeignRecordTests {
    private static let broken = [
        "{", "{\"a\":1", "nul", "{\"a\":1,\"a\":2}", "1 2", "'a'", "\"\u{1}\"", "\u{FEFF}{}", "1}]",
        String(repeating: "[", count: 200), "\"},\"status\":\"succeeded",
    ]

    @Test("is rejected with a reason when the input of a start is no JSON", arguments: broken)
    func start(data: String) {
        let bench = FoldBench.with(.graph(.task("a")))
        let reply = ReplyAddress(partition: 1, correlation: 5)
        #expect(bench.send(.start("i", of: "w", input: data, reply: reply)) == .rejected)
        #expect(bench.instance("i") == nil)
        let effects = bench.takeEffects()
        #expect(
            effects.contains { if case .answer(reply, let text) = $0 { text.hasPrefix("rejected") } else { false } })
        #expect(reasons(effects).allSatisfy { $0.hasPrefix("the input is not JSON: byte ") })
        #expect(reasons(effects).count == 1)
        // The id is free.
        #expect(bench.send(.start("i", of: "w")) == .applied)
        #expect(bench.found == [])
    }

    @Test(
        "is rejected when the data of a signal are no JSON, early or not, and its id may come again", arguments: broken)
    func signal(data: String) {
        let bench = FoldBench.with(.graph(.signal("s")))
        #expect(bench.send(.signal("i", "s", id: "1", data: data)) == .rejected)
        #expect(bench.fold.state.earlyInstances == 0)
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.signal("i", "s", id: "1", data: data)) == .rejected)
        #expect(bench.phase("i", 0) == .open)
        #expect(reasons(bench.takeEffects()).allSatisfy { $0.hasPrefix("the signal's data is not JSON: byte ") })
        #expect(bench.send(.signal("i", "s", id: "1", data: "[]")) == .applied)
        #expect(bench.instance("i")?.status == .succeeded)
        #expect(bench.found == [])
    }

    @Test("is rejected when the value of a skip is no JSON", arguments: broken)
    func skip(data: String) {
        let bench = FoldBench.with(.graph(.task("a")))
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.skip("i", step: "a", value: data, id: "1")) == .rejected)
        #expect(bench.phase("i", 0) == .pending)
        #expect(reasons(bench.takeEffects()).allSatisfy { $0.hasPrefix("the value is not JSON: byte ") })
        #expect(bench.found == [])
    }

    @Test("fails the attempt when its result is no JSON", arguments: broken)
    func result(data: String) {
        let bench = FoldBench.with(.graph(.task("a")))
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.succeed("i", incarnation: bench.offset, step: 0, value: data)) == .applied)
        #expect(bench.text("i") == "sidelined, 0=sidelined#1, 0!sluice.output")
        #expect(bench.found == [])
    }

    @Test(
        "is rejected, unanswered, when it wants its answer where no partition can be", arguments: [1_024, UInt32.max])
    func reply(partition: UInt32) {
        let bench = FoldBench.with(.graph(.task("a")))
        let reply = ReplyAddress(partition: partition, correlation: 5, waitsForEnd: true)
        #expect(bench.send(.start("i", of: "w", reply: reply)) == .rejected)
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        #expect(bench.send(.start("i", of: "w", reply: reply)) == .rejected)
        #expect(bench.send(.skip("i", step: "a", reply: reply)) == .rejected)
        #expect(bench.send(question("i", reply)) == .rejected)
        bench.send(.succeed("i", incarnation: at, step: 0))
        #expect(bench.instance("i")?.status == .succeeded)
        let effects = bench.takeEffects()
        #expect(!effects.contains { if case .answer = $0 { true } else { false } })
        #expect(reasons(effects).count == 4)
        #expect(reasons(effects).allSatisfy { $0.hasPrefix("the answer is wanted in partition \(partition) ") })
        #expect(bench.found == [])
    }

    @Test("may wait in the last partition there can be")
    func lastPartition() {
        let bench = FoldBench.with(.graph(.task("a")))
        #expect(bench.send(.start("i", of: "w", reply: ReplyAddress(partition: 1_023, correlation: 5))) == .applied)
    }

    @Test("is no record at all when it is fed from an offset that none has", arguments: [-1, Int64.max])
    func offset(offset: Int64) {
        let bench = FoldBench.with(.graph(.task("a")))
        let feed = Admission.Feed(topic: 3, incarnation: 0, partition: 1, previous: -1, offset: offset)
        let record = Array("i".utf8).withUnsafeBytes { id in
            var writer = RecordWriter()
            let event = SignaledEvent(instance: id, name: id, id: id, data: StepInputs.nothing)
            writer.append(.signaled(event), admission: .feed(feed))
            return writer.take()
        }
        #expect(bench.apply(record: record, at: 0).isEmpty)
        #expect(bench.fold.state.feeds.isEmpty)
        let channel = Admission.channel(source: .max, number: .max)
        #expect(bench.send(.signal("i", "s", admission: channel)) == .gap)
    }

    @Test("moves times only within what can be told", arguments: [Int64.min, -1, 0, 1, Int64.max])
    func times(time: Int64) {
        let bench = FoldBench.with(
            .graph(
                .signal("s"), .transform("t", "[times.s, times.start]"), .timer("d", .after(.fixed(1_000))),
                .timer("e", .after(.expression("duration('2540400h')")), after: [.step(0)])))
        bench.apply(record: ScriptedEvent.start("i", of: "w", time: time).record, at: time)
        bench.apply(record: ScriptedEvent.signal("i", "s", time: time).record, at: time)
        #expect(bench.phase("i", 1) == .done)
        bench.apply(record: ScriptedEvent.clock.record, at: Int64.max)
        bench.apply(record: ScriptedEvent.clock.record, at: Int64.max)
        #expect(bench.clock > 0)
        #expect(bench.found == [])
    }

    private func question(_ id: String, _ reply: ReplyAddress) -> ScriptedEvent {
        Array(id.utf8).withUnsafeBytes {
            ScriptedEvent(.question(QuestionEvent(instance: $0, question: .get, reply: reply)))
        }
    }

    private func reasons(_ effects: [FoldEffect]) -> [String] {
        effects.compactMap { if case .deadLetter(let reason, _, _) = $0 { reason } else { nil } }
    }
}
