import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A signal")
struct SignalTests {
    @Test("One that comes before its step is ready is kept, with its time")
    func early() {
        let bench = FoldBench.with(
            .graph(.task("a"), .signal("s", after: [.step(0)]), .transform("t", "[s, times.s]", after: [.step(1)])))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        #expect(bench.send(.signal("i", "s", time: 1_000_000_000_000, data: "5")) == .applied)
        #expect(bench.send(.signal("i", "s", data: "6")) == .ignored)
        #expect(bench.phase("i", 1) == .waiting)
        bench.send(.succeed("i", incarnation: at, step: 0))
        #expect(bench.value("i", 2) == "[5,\"1970-01-12T13:46:40Z\"]")
        #expect(bench.found == [])
    }

    @Test("What only computes has the time of the latest it waited for, in whatever order that came")
    func derivedTimes() {
        func fold(_ events: [ScriptedEvent]) -> String? {
            let bench = FoldBench.with(
                .graph(
                    .signal("a"), .signal("b"), .transform("both", "[a, b]", after: [.step(0), .step(1)]),
                    .transform("none", "1"),
                    .transform(
                        "told", "[times.both, times.none, times.start, both, none]",
                        after: [.step(2), .step(3)])))
            for event in events { bench.send(event, after: 1_000) }
            #expect(bench.found == [])
            return bench.value("i", 4)
        }
        let start = ScriptedEvent.start("i", of: "w", time: 1_000_000_000_000)
        let first = ScriptedEvent.signal("i", "a", time: 1_000_007_000_000)
        let second = ScriptedEvent.signal("i", "b", time: 1_000_005_000_000)
        let expected = "[\"1970-01-12T13:46:47Z\",\"1970-01-12T13:46:40Z\",\"1970-01-12T13:46:40Z\",[{},{}],1]"
        #expect(fold([start, first, second]) == expected)
        #expect(fold([start, second, first]) == expected)
        #expect(fold([second, start, first]) == expected)
        #expect(fold([first, second, start]) == expected)
    }

    @Test("So has what failed in computing, and is skipped")
    func derivedTimeOfFailure() {
        func fold(_ events: [ScriptedEvent]) -> String? {
            let bench = FoldBench.with(
                .graph(
                    .signal("a"), .signal("b"),
                    .transform("bad", "[a, b][int(\"9\")]", after: [.step(0), .step(1)], onFailure: .skip),
                    .firstOf("either", [.step(2), .input]), .transform("told", "[times.either]", after: [.step(3)])))
            for event in events { bench.send(event, after: 1_000) }
            #expect(bench.phase("i", 2) == .skipped)
            #expect(bench.found == [])
            return bench.value("i", 4)
        }
        let start = ScriptedEvent.start("i", of: "w", time: 1_000_000_000_000)
        let first = ScriptedEvent.signal("i", "a", time: 1_000_007_000_000)
        let second = ScriptedEvent.signal("i", "b", time: 1_000_005_000_000)
        #expect(fold([start, first, second]) == "[\"1970-01-12T13:46:47Z\"]")
        #expect(fold([start, second, first]) == "[\"1970-01-12T13:46:47Z\"]")
    }

    @Test("Those that come before their instance are kept in order, and applied at its start")
    func beforeStart() {
        let bench = FoldBench.with(.graph(.signal("a"), .signal("b"), .task("c", [.step(0), .step(1)])))
        #expect(bench.send(.signal("i", "b", id: "1", data: "1")) == .kept)
        #expect(bench.send(.signal("i", "a", id: "2", data: "2")) == .kept)
        #expect(bench.send(.signal("i", "a", id: "2", data: "3")) == .ignored)
        #expect(bench.send(.signal("i", "a", id: "4", data: "4")) == .kept)
        #expect(bench.send(.signal("i", "z", data: "9")) == .kept)
        #expect(bench.fold.state.earlyInstances == 1)
        bench.send(.start("i", of: "w"))
        #expect(bench.text("i") == "running, 0=done 2, 1=done 1, 2=pending#1")
        #expect(bench.fold.state.earlyInstances == 0)
        #expect(bench.deadLetters == ["workflow w version 1 waits for no such signal"])
        #expect(bench.host.timers.isEmpty)
        // An id that was kept is remembered.
        #expect(bench.send(.signal("i", "a", id: "2")) == .ignored)
        #expect(bench.found == [])
    }

    @Test("At most so many are kept for an id, for so long; then they are dead letters")
    func keptNoLonger() {
        var limits = PartitionState.Limits()
        limits.earlySignals = 3
        limits.earlySignalsKept = 1_000
        let bench = FoldBench.with(.graph(.signal("a")), limits: limits)
        for number in 0..<3 { #expect(bench.send(.signal("i", "a", id: "\(number)")) == .kept) }
        #expect(bench.send(.signal("i", "a", id: "3")) == .rejected)
        #expect(bench.deadLetters == ["3 signals wait for this instance to start already"])
        bench.wait(999)
        #expect(bench.deadLetters.count == 1)
        bench.wait(1)
        #expect(bench.deadLetters.count == 4)
        #expect(bench.fold.state.earlyInstances == 0)
        #expect(bench.host.timers.isEmpty && bench.host.earlyIDs.isEmpty)
        bench.send(.start("i", of: "w"))
        #expect(bench.phase("i", 0) == .open)
        #expect(bench.found == [])
    }

    @Test("An id that came before is ignored within the window, and forgotten beyond it")
    func dedup() {
        let bench = FoldBench.with(.graph(.signal("a"), .signal("b"), .task("c")) { $0.dedupWindow = 2 })
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.signal("i", "a", id: "x", data: "1")) == .applied)
        #expect(bench.send(.signal("i", "b", id: "x", data: "1")) == .ignored)
        #expect(bench.phase("i", 1) == .open)
        bench.send(.signal("i", "a", id: "y"))
        bench.send(.signal("i", "a", id: "z"))
        #expect(bench.send(.signal("i", "b", id: "x", data: "2")) == .applied)
        #expect(bench.found == [])
    }

    @Test("The first arrival fills the step; another is noted and ignored")
    func first() {
        let bench = FoldBench.with(.graph(.signal("a"), .task("b")))
        bench.send(.start("i", of: "w"))
        bench.send(.signal("i", "a", id: "1", data: "1"))
        #expect(bench.send(.signal("i", "a", id: "2", data: "2")) == .ignored)
        #expect(bench.value("i", 0) == "1")
        let history = bench.instance("i")!.history.tail
        let kinds = try? history.withUnsafeBytes { try History.entries(of: $0) }.map(\.kind)
        #expect(kinds == [.started, .signaled, .signalIgnored])
    }

    @Test("One that does not come in time is skipped, and its branch runs")
    func timeout() {
        let bench = FoldBench.with(
            .graph(
                .signal("a", timeout: .fixed(1_000)), .timeout("late", of: 0), .task("b", [.step(1)]),
                .task("c", [.step(0)])))
        bench.send(.start("i", of: "w"))
        bench.wait(999)
        #expect(bench.text("i") == "running, 0=open, 1=waiting, 2=waiting, 3=waiting, signalTimeout/0")
        bench.wait(1)
        #expect(bench.text("i") == "running, 0=skipped, 1=done {}, 2=pending#1, 3=skipped")
        #expect(bench.send(.signal("i", "a")) == .ignored)
        #expect(bench.found == [])
    }

    @Test("One that comes in time takes its timer away, and its branch is skipped")
    func inTime() {
        let bench = FoldBench.with(
            .graph(.signal("a", timeout: .expression("duration('1s')")), .timeout("late", of: 0)))
        bench.send(.start("i", of: "w"))
        bench.send(.signal("i", "a"), after: 999)
        #expect(bench.text("i") == "succeeded, 0=done {}, 1=skipped, purge/0")
        #expect(bench.found == [])
    }

    @Test("A timeout branch heeds its condition", arguments: [true, false])
    func gatedBranch(isWanted: Bool) {
        let bench = FoldBench.with(
            .graph(.signal("a", timeout: .fixed(10)), .timeout("late", of: 0, gates: ["input.wanted"])))
        bench.send(.start("i", of: "w", input: "{\"wanted\": \(isWanted)}"))
        bench.wait(10)
        #expect(bench.phase("i", 1) == (isWanted ? .done : .skipped))
        #expect(bench.found == [])
    }

    @Test("The branch of a signal that was never waited for is skipped with it, and so is what follows")
    func neverWaitedFor() {
        let bench = FoldBench.with(
            .graph(
                .signal("a", timeout: .fixed(10), gates: ["input.wanted"]), .timeout("late", of: 0),
                .task("b", [.step(0)]), .task("c", [.step(1)]), .firstOf("d", [.step(2), .step(3)])))
        bench.send(.start("i", of: "w", input: "{\"wanted\": false}"))
        #expect(bench.text("i") == "succeeded, 0=skipped, 1=skipped, 2=skipped, 3=skipped, 4=skipped, purge/0")
        #expect(bench.found == [])
    }

    @Test("Without a window no id is a repeat; a repeat of a command changes nothing and is answered")
    func windows() {
        let bench = FoldBench.with(.graph(.signal("a"), .signal("b"), .task("c")) { $0.dedupWindow = 0 })
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.signal("i", "a", id: "x")) == .applied)
        #expect(bench.send(.signal("i", "b", id: "x")) == .applied)
        let other = FoldBench.with(.graph(.task("a"), .task("b")))
        other.send(.start("i", of: "w"))
        let reply = ReplyAddress(partition: 0, correlation: 3)
        #expect(other.send(.skip("i", step: "a", value: "1", id: "x", reply: reply)) == .applied)
        #expect(other.send(.skip("i", step: "b", value: "2", id: "x", reply: reply)) == .ignored)
        #expect(other.text("i") == "running, 0=done#1 1, 1=pending#1")
        #expect(other.takeEffects().filter { if case .answer(reply, _) = $0 { true } else { false } }.count == 2)
        #expect(bench.found + other.found == [])
    }

    @Test(
        "A name that the definition lacks is a dead letter, or ignored where it says so",
        arguments: UnknownSignals.allCases)
    func unknown(policy: UnknownSignals) {
        let bench = FoldBench.with(.graph(.signal("a")) { $0.unknownSignals = policy })
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.signal("i", "b")) == (policy == .ignore ? .ignored : .rejected))
        #expect(bench.deadLetters.count == (policy == .ignore ? 0 : 1))
        bench.send(.signal("i", "a"))
        #expect(bench.send(.signal("i", "a")) == .ignored)
        #expect(bench.send(.signal("i", "b")) == (policy == .ignore ? .ignored : .rejected))
        #expect(bench.found == [])
    }

    @Test("One that comes while its step is sidelined is there when the step is driven again")
    func sidelined() {
        let bench = FoldBench.with(
            .graph(.signal("a", timeout: .expression("duration(input.wait)")), .task("b", [.step(0)])))
        bench.send(.start("i", of: "w", input: "{\"wait\": \"nonsense\"}"))
        #expect(bench.phase("i", 0) == .sidelined)
        #expect(bench.send(.signal("i", "a", data: "7")) == .applied)
        #expect(bench.phase("i", 0) == .sidelined)
        bench.send(.redrive("i"))
        #expect(bench.text("i") == "running, 0=done 7, 1=pending#1")
        #expect(bench.found == [])
    }
}
