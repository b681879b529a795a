import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A partition")
struct PartitionTests {
    private let first = Definition.graph(.task("a"))
    private var second: Definition {
        var definition = Definition.graph(.task("a"), .task("b"))
        definition.version = 2
        return definition
    }

    @Test("Nothing starts by a definition until it is activated; then the last activated counts")
    func twoSteps() {
        let bench = FoldBench()
        #expect(bench.send(.define(3, first)) == .applied)
        #expect(bench.send(.define(3, first)) == .ignored)
        #expect(bench.send(.start("i", of: "w")) == .rejected)
        #expect(bench.send(.activate(3, .definition(3))) == .applied)
        #expect(bench.send(.activate(3, .definition(3))) == .ignored)
        #expect(bench.send(.start("i", of: "w")) == .applied)
        #expect(bench.send(.define(5, second)) == .applied)
        #expect(bench.send(.start("j", of: "w")) == .applied)
        #expect(bench.instance("j")?.definition == 3)
        #expect(bench.send(.activate(5, .definition(5))) == .applied)
        #expect(bench.send(.start("k", of: "w")) == .applied)
        #expect(bench.instance("k")?.definition == 5)
        #expect(bench.send(.start("l", of: "w", version: 1)) == .applied)
        #expect(bench.instance("l")?.definition == 3)
        #expect(bench.send(.start("m", of: "w", version: 9)) == .rejected)
        // Back to the first.
        #expect(bench.send(.activate(8, .definition(3))) == .applied)
        bench.send(.start("n", of: "w"))
        #expect(bench.instance("n")?.definition == 3)
        #expect(bench.found == [])
    }

    @Test("A document that is wrong, a version that is taken, an activation of nothing are rejected")
    func wrongDefinitions() {
        let bench = FoldBench()
        #expect(bench.send(.define(1, document: Array("{".utf8))) == .rejected)
        #expect(bench.send(.define(2, first)) == .applied)
        #expect(bench.send(.define(4, first)) == .rejected)
        #expect(bench.send(.activate(4, .definition(4))) == .rejected)
        #expect(bench.send(.activate(5, .foldVersion(1))) == .applied)
        #expect(bench.send(.activate(6, .foldVersion(2))) == .beyond)
        #expect(bench.deadLetters.count == 3)
        #expect(bench.found == [])
    }

    @Test("A channel admits each number once and in order, whatever becomes of the entry")
    func channels() {
        let bench = FoldBench.with(first)
        func start(_ id: String, of name: String = "w", _ source: UInt32, _ number: UInt64) -> ScriptedEvent {
            .start(id, of: name, admission: .channel(source: source, number: number))
        }
        #expect(bench.send(start("a", 4, 1)) == .applied)
        #expect(bench.send(start("b", 4, 1)) == .ignored)
        #expect(bench.send(start("b", 4, 3)) == .gap)
        #expect(bench.send(start("b", of: "nothing", 4, 2)) == .rejected)
        #expect(bench.send(start("b", 4, 3)) == .applied)
        #expect(bench.send(start("c", 2, 1)) == .applied)
        bench.fold.setAside(.clock, admission: .channel(source: 2, number: 2))
        #expect(bench.send(start("d", 2, 2)) == .ignored)
        #expect(bench.send(start("d", 2, 3)) == .applied)
        #expect(bench.host.ids.count == 4)
        #expect(bench.fold.state.received.map(\.partition) == [2, 4])
        #expect(bench.found == [])
    }

    @Test("A feed applies what follows its mark: repeats are ignored, gaps refused, a new incarnation begins anew")
    func feeds() {
        let bench = FoldBench.with(first)
        func start(_ id: String, _ incarnation: UInt32, _ previous: Int64, _ offset: Int64) -> ScriptedEvent {
            let feed = Admission.Feed(
                topic: 3, incarnation: incarnation, partition: 1, previous: previous, offset: offset)
            return .start(id, of: "w", admission: .feed(feed))
        }
        #expect(bench.send(start("a", 0, 4, 9)) == .gap)
        #expect(bench.send(start("a", 0, -1, 5)) == .applied)
        #expect(bench.send(start("b", 0, -1, 5)) == .ignored)
        #expect(bench.send(start("b", 0, 5, 9)) == .applied)
        #expect(bench.send(start("c", 0, 11, 12)) == .gap)
        // The one at the mark itself is missing.
        #expect(bench.send(start("c", 0, 10, 12)) == .gap)
        #expect(bench.send(start("c", 0, 5, 9)) == .ignored)
        // The feeder was restarted: it does not know what it sent last.
        #expect(bench.send(start("c", 0, -1, 9)) == .ignored)
        #expect(bench.send(start("c", 0, -1, 12)) == .applied)
        #expect(bench.send(start("d", 1, 3, 4)) == .gap)
        #expect(bench.send(start("d", 1, -1, 2)) == .applied)
        #expect(bench.send(start("e", 0, -1, 99)) == .ignored)
        #expect(bench.send(start("e", 1, 2, 4)) == .applied)
        #expect(bench.found == [])
    }

    @Test("The clock is the largest append time seen")
    func clock() {
        let bench = FoldBench.with(first)
        bench.apply(record: ScriptedEvent.clock.record, at: 5_000)
        bench.apply(record: ScriptedEvent.clock.record, at: 4_000)
        #expect(bench.clock == 5_000)
    }

    @Test("Ids that cannot be are rejected, and who asked is told")
    func ids() {
        let bench = FoldBench.with(first)
        let reply = ReplyAddress(partition: 0, correlation: 5)
        for id in ["", String(repeating: "x", count: 256), "a\0b"] {
            #expect(bench.send(.start(id, of: "w", reply: reply)) == .rejected)
            #expect(bench.send(.signal(id, "s")) == .rejected)
        }
        #expect(bench.send(.start(String(repeating: "x", count: 255), of: "w", reply: reply)) == .applied)
        let answers = bench.takeEffects().filter { if case .answer = $0 { true } else { false } }
        #expect(answers.count == 4)
        #expect(bench.found == [])
    }

    @Test("Names and ids compare as bytes: composed and decomposed letters are two")
    func bytes() {
        let bench = FoldBench.with(first)
        #expect(bench.send(.start("\u{e9}", of: "w")) == .applied)
        #expect(bench.send(.start("e\u{301}", of: "w")) == .applied)
        #expect(bench.host.ids.count == 2)
    }
}
