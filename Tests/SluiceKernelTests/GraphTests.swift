import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A graph")
struct GraphTests {
    @Test("Steps run when what they depend on has settled, and the instance succeeds when all have")
    func flow() {
        let bench = FoldBench.with(
            .graph(.task("a"), .task("b"), .task("c", [.step(0), .step(1)]), result: .value(.step(2))))
        #expect(bench.send(.start("i", of: "w")) == .applied)
        #expect(bench.text("i") == "running, 0=pending#1, 1=pending#1, 2=waiting")
        let at = bench.offset
        #expect(bench.send(.succeed("i", incarnation: at, step: 1, value: "2")) == .applied)
        #expect(bench.phase("i", 2) == .waiting)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "1")) == .applied)
        #expect(bench.phase("i", 2) == .pending)
        #expect(bench.send(.succeed("i", incarnation: at, step: 2, value: "3")) == .applied)
        #expect(bench.text("i") == "succeeded, 0=done#1 1, 1=done#1 2, 2=done#1 3, purge/0")
        #expect(bench.found == [])
    }

    @Test("A workflow of transforms ends where it starts")
    func atOnce() {
        let bench = FoldBench.with(
            .graph(.transform("a", "input.x + 1"), .transform("b", "a * 2"), result: .expression("{\"b\": b}")))
        bench.send(.start("i", of: "w", input: "{\"x\": 20}"))
        #expect(bench.text("i") == "succeeded, 0=done 21, 1=done 42, result {\"b\":42}, purge/0")
        #expect(bench.found == [])
    }

    @Test("A condition that is false skips its step, skipping runs down, and a join with one live input runs")
    func skipping() {
        let bench = FoldBench.with(
            .graph(
                .transform("big", "input.total > 100"), .task("check", [.input], gates: ["big"]),
                .transform("after", "check", after: [.step(1)]), .task("other"), .task("join", [.step(2), .step(3)]),
                .firstOf("first", [.step(1), .step(2), .input])))
        bench.send(.start("i", of: "w", input: "{\"total\": 1}"))
        #expect(
            bench.text("i")
                == "running, 0=done false, 1=skipped, 2=skipped, 3=pending#1, 4=waiting, 5=done {\"total\": 1}")
        bench.send(.succeed("i", incarnation: bench.offset, step: 3))
        #expect(bench.phase("i", 4) == .pending)
        #expect(bench.found == [])
    }

    @Test("All inputs skipped: the step is skipped, whatever its condition says")
    func gateIsNoInput() {
        let bench = FoldBench.with(
            .graph(
                .transform("no", "false"), .transform("yes", "true"), .transform("a", "1", gates: ["no"]),
                .task("b", [.step(2)], gates: ["yes"])))
        bench.send(.start("i", of: "w"))
        #expect(bench.text("i") == "succeeded, 0=done false, 1=done true, 2=skipped, 3=skipped, purge/0")
    }

    @Test("A condition waits for the steps that it reads")
    func gateWaits() {
        let bench = FoldBench.with(.graph(.signal("go"), .task("a", gates: ["go.ok"])))
        bench.send(.start("i", of: "w"))
        #expect(bench.phase("i", 1) == .waiting)
        bench.send(.signal("i", "go", data: "{\"ok\": true}"))
        #expect(bench.phase("i", 1) == .pending)
        #expect(bench.found == [])
    }

    @Test("An expression that fails takes its step's failure policy", arguments: FailurePolicy.allCases)
    func expressionFails(policy: FailurePolicy) {
        let bench = FoldBench.with(
            .graph(.transform("a", "input.x / 0", onFailure: policy), .task("b", [.step(0)]), .task("c")))
        bench.send(.start("i", of: "w", input: "{\"x\": 1}"))
        switch policy {
        case .sideline:
            #expect(bench.text("i") == "sidelined, 0=sidelined, 1=waiting, 2=pending#1, 0!sluice.transform")
        case .skip: #expect(bench.text("i") == "running, 0=skipped, 1=skipped, 2=pending#1, 0!sluice.transform")
        case .fail:
            #expect(bench.instance("i")?.status == .failed)
            #expect(bench.phase("i", 2) == .cancelled)
        }
        #expect(bench.found == [])
    }

    @Test("An expression may cost what its definition allows, and fails its step beyond", arguments: [100, 10_000])
    func budget(units: UInt32) {
        let bench = FoldBench.with(
            .graph(.transform("a", "input.all(x, input.all(y, x + y > 0))")) { $0.costBudget = units })
        bench.send(.start("i", of: "w", input: "[1,2,3,4,5,6,7,8]"))
        #expect(bench.phase("i", 0) == (units == 100 ? .sidelined : .done))
        #expect(bench.found == [])
    }

    @Test("A Swift transform runs inside the fold, and may fail")
    func closure() throws {
        let bench = FoldBench.with(
            .graph(
                StepDefinition(name: "sum", kind: .transform(.closure([.input, .step(1)]))),
                .transform("one", "1"), StepDefinition(name: "bad", kind: .transform(.closure([])), onFailure: .skip)),
            transforms: [
                "sum": { inputs, output in
                    output.append(UInt8(ascii: "["))
                    output.append(contentsOf: inputs[0])
                    output.append(UInt8(ascii: ","))
                    output.append(contentsOf: inputs[1])
                    output.append(UInt8(ascii: "]"))
                }, "bad": { _, _ in throw TaskFailure(type: "Bad", message: "no") },
            ])
        bench.send(.start("i", of: "w", input: "7"))
        #expect(bench.text("i") == "succeeded, 0=done [7,1], 1=done 1, 2=skipped, 2!Bad, purge/0")
        #expect(bench.found == [])
    }

    @Test("Large values have cells of their own and are the same after decoding")
    func largeValues() {
        let long = "\"" + String(repeating: "x", count: 10_000) + "\""
        let bench = FoldBench.with(
            .graph(.task("a", [.input]), .firstOf("b", [.step(0), .input]), .task("c", [.step(1)])))
        bench.send(.start("i", of: "w", input: long))
        let at = bench.offset
        bench.send(.succeed("i", incarnation: at, step: 0, value: long))
        bench.send(.succeed("i", incarnation: at, step: 2, value: "1"))
        #expect(bench.instance("i")?.status == .succeeded)
        #expect(bench.value("i", 1) == long)
        #expect(bench.found == [])
    }

    @Test("A start that comes again finds the first one", arguments: ["same", "other"])
    func startAgain(input: String) {
        let bench = FoldBench.with(.graph(.task("a")))
        #expect(bench.send(.start("i", of: "w", input: "\"same\"")) == .applied)
        let at = bench.offset
        #expect(bench.send(.start("i", of: "w", input: "\"\(input)\"")) == .ignored)
        #expect(bench.instance("i")?.incarnation == at)
        #expect(bench.found == [])
    }

    @Test(
        "A join passes over null like over what is absent, be it a step's or the input's",
        arguments: ["null", " null ", "7"])
    func nullChoice(input: String) {
        let bench = FoldBench.with(
            .graph(
                .signal("s"), .transform("n", "null"), .firstOf("a", [.step(0), .step(1), .input]),
                .transform("five", "5"), .firstOf("b", [.step(2), .step(3)])))
        bench.send(.start("i", of: "w", input: input))
        bench.send(.signal("i", "s", data: " null"))
        #expect(bench.phase("i", 2) == (input == "7" ? .done : .skipped))
        #expect(bench.value("i", 4) == (input == "7" ? "7" : "5"))
        #expect(bench.found == [])
    }

    @Test("An event without data has an empty object: it is not absent")
    func noData() {
        let bench = FoldBench.with(
            .graph(
                .signal("s"), .task("t"), .transform("x", "[input, s, t]", after: [.step(0)])))
        bench.send(.start("i", of: "w", input: ""))
        let at = bench.offset
        bench.send(.signal("i", "s", data: ""))
        #expect(bench.send(.succeed("i", incarnation: at, step: 1, value: "")) == .applied)
        #expect(bench.value("i", 2) == "[{},{},{}]")
        #expect(bench.found == [])
    }
}
