import SluiceKernel
import SluiceTestKit
import Testing

/// Nothing may enter the state that no record could carry out of it.
@Suite("What is too large for a record")
struct SizeTests {
    /// A value may have 4,000 bytes.
    private func bench(_ definition: Definition) -> FoldBench {
        var limits = PartitionState.Limits()
        limits.maximumRecord = 16_384 + 4_000
        return FoldBench.with(definition, limits: limits)
    }

    /// A JSON text of `count` bytes.
    private func text(_ count: Int) -> String { "\"" + String(repeating: "x", count: count - 2) + "\"" }

    @Test("is rejected as an input, as a signal and as a value to skip with", arguments: [4_000, 4_001])
    func events(count: Int) {
        let bench = bench(.graph(.signal("s"), .task("a")))
        let fits = count == 4_000
        let reply = ReplyAddress(partition: 0, correlation: 1)
        #expect(bench.send(.start("i", of: "w", input: text(count), reply: reply)) == (fits ? .applied : .rejected))
        if !fits { bench.send(.start("i", of: "w")) }
        #expect(bench.send(.signal("i", "s", data: text(count))) == (fits ? .applied : .rejected))
        #expect(bench.send(.skip("i", step: "a", value: text(count))) == (fits ? .applied : .rejected))
        #expect(bench.deadLetters.count == (fits ? 0 : 3))
        #expect(bench.deadLetters.allSatisfy { $0.contains("4001 bytes") })
        #expect(bench.found == [])
    }

    @Test("fails the step that made it", arguments: [4_000, 4_001])
    func steps(count: Int) {
        let bench = bench(.graph(.task("a"), .transform("t", "input + input")))
        // Concatenated, the two texts have two quotes less.
        bench.send(.start("i", of: "w", input: text(count / 2 + 1 + count % 2)))
        bench.send(.succeed("i", incarnation: bench.offset, step: 0, value: text(count)))
        let fits = count == 4_000
        let failures = fits ? "" : ", 0!sluice.too-large, 1!sluice.too-large"
        #expect(bench.text("i").hasPrefix(fits ? "succeeded" : "sidelined"))
        #expect(bench.text("i").hasSuffix(fits ? "purge/0" : failures))
        #expect(bench.found == [])
    }

    @Test("fails the instance as a result that is an expression, beyond half of it", arguments: [2_000, 2_001])
    func result(count: Int) {
        let bench = bench(.graph(.transform("t", "1"), result: .expression("[input, t][0]")))
        bench.send(.start("i", of: "w", input: text(count)))
        #expect(bench.instance("i")?.status == (count == 2_000 ? .succeeded : .failed))
        #expect(bench.found == [])
    }

    @Test("is not kept of early signals: together they fill one record at most")
    func earlySignals() {
        let bench = bench(.graph(.signal("a"), .signal("b"), .signal("c")))
        #expect(bench.send(.signal("i", "a", id: "1", data: text(2_000))) == .kept)
        #expect(bench.send(.signal("i", "b", id: "2", data: text(1_900))) == .kept)
        #expect(bench.send(.signal("i", "c", id: "3", data: text(100))) == .rejected)
        #expect(bench.deadLetters == ["the signals that wait for this instance to start fill a record already"])
        bench.send(.start("i", of: "w"))
        #expect(bench.text("i").hasSuffix("2=open"))
        #expect(bench.found == [])
    }

    @Test("is rejected as a definition")
    func definition() {
        let bench = bench(.graph(.task("a")))
        var long = Definition.graph(
            .transform("a", "'" + String(repeating: "x", count: 4_000) + "'"), .task("b", [.step(0)]))
        long.version = 2
        #expect(bench.send(.define(7, long)) == .rejected)
        #expect(bench.deadLetters.count == 1)
        #expect(bench.fold.state.definitions.count == 1)
        #expect(bench.found == [])
    }
}
