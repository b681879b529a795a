import SluiceKernel
import SluiceTestKit
import Testing

@Suite("The life of an instance")
struct LifeTests {
    @Test("Its end starts its retention, and then nothing of it is left")
    func purge() {
        let bench = FoldBench.with(.graph(.task("a")) { $0.retention = 5_000 })
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.succeed("i", incarnation: at, step: 0))
        bench.wait(4_999)
        #expect(bench.instance("i") != nil)
        #expect(bench.send(.start("i", of: "w")) == .ignored)
        bench.wait(1)
        #expect(bench.instance("i") == nil)
        #expect(bench.host.timers.isEmpty)
        #expect(bench.found == [])
    }

    @Test("Results, failures and timers of an earlier life are ignored in the next")
    func incarnations() {
        let bench = FoldBench.with(
            .graph(.task("a"), .timer("t", .after(.fixed(10_000)))) { $0.retention = 5_000 })
        bench.send(.start("i", of: "w"))
        let first = bench.offset
        bench.send(.cancel("i"))
        bench.wait(5_000)
        #expect(bench.instance("i") == nil)
        #expect(bench.send(.succeed("i", incarnation: first, step: 0)) == .ignored)
        bench.send(.start("i", of: "w"))
        let second = bench.offset
        #expect(bench.send(.succeed("i", incarnation: first, step: 0)) == .ignored)
        #expect(bench.send(.fail("i", incarnation: first, step: 0)) == .ignored)
        bench.wait(5_000)
        #expect(bench.text("i") == "running, 0=pending#1, 1=open, step/1")
        let late = Array("i".utf8).withUnsafeBytes {
            bench.fold.fire(InstanceTimer(due: 10_000, id: TimerID(.step, step: 1)), of: $0)
        }
        #expect(late == .ignored)
        #expect(bench.send(.succeed("i", incarnation: second, step: 0)) == .applied)
        bench.wait(5_000)
        #expect(bench.instance("i")?.status == .succeeded)
        #expect(bench.found == [])
    }

    @Test("Cancelling calls off what runs, clears its timers, and answers those who wait")
    func cancel() {
        let bench = FoldBench.with(.graph(.task("a", deadline: 9_000), .signal("s", timeout: .fixed(9_000))))
        bench.send(.start("i", of: "w"))
        bench.send(.ask("i", .wait, correlation: 7))
        bench.send(.ask("i", .wait, correlation: 7))
        _ = bench.takeEffects()
        bench.send(.cancel("i", reason: "enough"))
        let effects = bench.takeEffects()
        #expect(bench.text("i") == "cancelled, 0=cancelled#1, 1=cancelled, because enough, purge/0")
        #expect(effects.contains(.taskGone(Array("i".utf8), step: 0, attempt: 1, cancel: true)))
        let answers = effects.filter {
            if case .answer(let address, _) = $0 { address.correlation == 7 } else { false }
        }
        #expect(answers.count == 1)
        #expect(bench.host.timers.map(\.timer.id.kind) == [.purge])
        #expect(bench.found == [])
    }

    @Test(
        "A start is answered with what its transition made of the instance, and once",
        arguments: [
            ("succeeded", Definition.graph(.transform("a", "1"), result: .value(.step(0)))),
            ("sidelined", .graph(.transform("a", "input.missing"))),
            ("failed", .graph(.transform("a", "input.missing", onFailure: .fail))),
            ("succeeded", .graph(.signal("early"), .transform("a", "early"))),
        ])
    func startIsAnswered(status: String, definition: Definition) throws {
        for waitsForEnd in [false, true] {
            let bench = FoldBench.with(definition)
            bench.send(.signal("i", "early"))
            let reply = ReplyAddress(partition: 0, correlation: 7, waitsForEnd: waitsForEnd)
            bench.send(.start("i", of: "w", reply: reply))
            let instance = try #require(bench.instance("i"))
            #expect(instance.status.name == status)
            let answers = bench.takeEffects().filter { if case .answer = $0 { true } else { false } }
            let answer = FoldEffect.answer(reply, "instance \(InstanceSnapshot(instance).digest)")
            #expect(answers == (waitsForEnd && !instance.status.hasEnded ? [] : [answer]))
            #expect(bench.found == [])
        }
    }

    @Test("A skip is answered with what its transition made of the instance")
    func skipIsAnswered() throws {
        let bench = FoldBench.with(.graph(.signal("s"), .transform("a", "s")))
        bench.send(.start("i", of: "w"))
        let reply = ReplyAddress(partition: 0, correlation: 7)
        bench.send(.skip("i", step: "s", value: "1", reply: reply))
        let instance = try #require(bench.instance("i"))
        #expect(instance.status == .succeeded)
        #expect(bench.takeEffects().contains(.answer(reply, "instance \(InstanceSnapshot(instance).digest)")))
        #expect(bench.found == [])
    }

    @Test("Sixteen may wait for an end; one more is told so; at the end all are answered")
    func waiters() {
        let bench = FoldBench.with(.graph(.task("a")))
        bench.send(.start("i", of: "w", reply: ReplyAddress(partition: 0, correlation: 0, waitsForEnd: true)))
        let at = bench.offset
        for number in 1...16 { bench.send(.ask("i", .wait, correlation: UInt64(number))) }
        var effects = bench.takeEffects()
        #expect(
            effects.filter { if case .answer(_, let text) = $0 { text.hasPrefix("rejected") } else { false } }.count
                == 1)
        bench.send(.succeed("i", incarnation: at, step: 0))
        effects = bench.takeEffects()
        #expect(effects.filter { if case .answer = $0 { true } else { false } }.count == 16)
        bench.send(.ask("i", .wait, correlation: 99))
        #expect(bench.takeEffects().count == 1)
        #expect(bench.found == [])
    }

    @Test("Re-driving gives a sidelined step a fresh budget, and its attempts go on counting")
    func redrive() {
        let bench = FoldBench.with(.graph(.task("a"), .task("b")))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.fail("i", incarnation: at, step: 0, isNonRetriable: true))
        bench.send(.fail("i", incarnation: at, step: 1, isNonRetriable: true))
        #expect(bench.send(.redrive("i", step: "nope", id: "r0")) == .rejected)
        #expect(bench.send(.redrive("i", step: "a", id: "r1")) == .applied)
        #expect(bench.text("i") == "sidelined, 0=pending#2, 1=sidelined#1, 1!Broken")
        #expect(bench.send(.redrive("i", step: "b", id: "r1")) == .ignored)
        #expect(bench.send(.redrive("i", id: "r2")) == .applied)
        #expect(bench.text("i") == "running, 0=pending#2, 1=pending#2")
        for attempt in UInt16(2)...3 {
            bench.send(.fail("i", incarnation: at, step: 0, attempt: attempt))
            #expect(bench.phase("i", 0) == .backoff)
            bench.wait(1_000)
        }
        bench.send(.fail("i", incarnation: at, step: 0, attempt: 4))
        #expect(bench.phase("i", 0) == .sidelined)
        #expect(bench.found == [])
    }

    @Test("Skipping with a value settles a step in any phase that is not settled, and the graph goes on")
    func skip() {
        let bench = FoldBench.with(
            .graph(.task("a"), .task("b", [.step(0)]), .task("c", [.step(1)]), result: .value(.step(2))))
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.skip("i", step: "b", value: "2")) == .applied)
        #expect(bench.phase("i", 2) == .pending)
        #expect(bench.send(.skip("i", step: "a")) == .applied)
        #expect(bench.send(.skip("i", step: "c", value: "{\"c\":3}")) == .applied)
        #expect(bench.text("i") == "succeeded, 0=skipped#1, 1=done 2, 2=done#1 {\"c\":3}, purge/0")
        #expect(bench.found == [])
    }

    @Test("A command for nobody, or for one that has ended, is a dead letter with its reason, and who asked is told")
    func commandsInVain() {
        let bench = FoldBench.with(.graph(.task("a")))
        let reply = ReplyAddress(partition: 0, correlation: 3)
        #expect(bench.send(.skip("i", step: "a", reply: reply)) == .rejected)
        #expect(bench.takeEffects().contains(.answer(reply, "no instance has the id 'i'")))
        bench.send(.start("i", of: "w"))
        #expect(bench.send(.cancel("i", id: "c")) == .applied)
        #expect(bench.send(.cancel("i", id: "c")) == .ignored)
        #expect(bench.send(.redrive("i")) == .rejected)
        #expect(bench.send(.skip("i", step: "a", reply: reply)) == .rejected)
        #expect(bench.deadLetters == [String](repeating: "instance 'i' has ended (cancelled)", count: 2))
        #expect(bench.takeEffects().contains(.answer(reply, "rejected: instance 'i' has ended (cancelled)")))
        #expect(bench.instance("i")?.status == .cancelled)
        #expect(bench.found == [])
    }

    @Test(
        "Every kind of transition leaves its entry, with step, attempt, time and offset; without history none does",
        arguments: [true, false])
    func entries(isKept: Bool) throws {
        var retry = RetryPolicy.steady
        retry.attempts = 2
        let bench = FoldBench.with(
            .graph(
                .signal("early"), .signal("late", timeout: .fixed(1_000)), .task("a", retry: retry),
                .task("b", deadline: 2_000), .timer("t", .after(.fixed(500))), .signal("last"), .signal("never")
            ) { $0.keepsHistory = isKept })
        bench.send(.signal("i", "early"))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.signal("i", "last"))
        bench.send(.signal("i", "last"))
        bench.send(.fail("i", incarnation: at, step: 2), after: 50)
        bench.wait(100)
        bench.send(.succeed("i", incarnation: at, step: 2))
        bench.send(.fail("i", incarnation: at, step: 2, attempt: 2))
        bench.wait(5_000)
        bench.send(.redrive("i", step: "a"))
        bench.send(.succeed("i", incarnation: at, step: 2, attempt: 3))
        bench.send(.redrive("i", step: "t"))
        bench.send(.skip("i", step: "b", value: "1"))
        bench.send(.cancel("i"))
        let instance = try #require(bench.instance("i"))
        #expect(bench.found == [])
        guard isKept else { return #expect(instance.history.count == 0 && bench.host.history.isEmpty) }
        let full = try bench.host.history.values.flatMap { try $0.withUnsafeBytes { try History.entries(of: $0) } }
        let entries = full + (try instance.history.tail.withUnsafeBytes { try History.entries(of: $0) })
        let kinds: [HistoryKind] = [
            .started, .signaledEarly, .signaled, .signalIgnored, .taskRetried, .retryDue, .resultIgnored, .taskFailed,
            .timerFired, .signalTimedOut, .deadlinePassed, .redriven, .taskSucceeded, .commandIgnored, .stepGiven,
            .cancelled,
        ]
        #expect(entries.map(\.kind) == kinds)
        #expect(Set(kinds).union([.setAside, .stepSkipped, .stepFailed, .failed]) == Set(HistoryKind.allCases))
        #expect(entries.map(\.step) == [nil, 0, 5, 5, 2, 2, 2, 2, 4, 1, 3, 2, 2, nil, 3, nil])
        #expect(entries.map(\.attempt) == [0, 0, 0, 0, 1, 1, 1, 2, 0, 0, 1, 0, 3, 0, 0, 0])
        #expect(entries.map(\.time) == [0, 0, 0, 0, 50, 150, 150, 150] + [Int64](repeating: 5_150, count: 8))
        let first = entries[0].offset
        #expect(entries.map { $0.offset - first } == [0, 0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 8, 9, 10, 11, 12])
    }

    @Test(
        "A step that fails without an attempt, and an instance that fails, leave their entries; one that succeeds leaves none",
        arguments: [
            (Definition.graph(.transform("a", "1")), [HistoryKind.started]),
            (.graph(.transform("a", "input.missing")), [.started, .stepFailed]),
            (.graph(.transform("a", "input.missing", onFailure: .skip)), [.started, .stepFailed]),
            (.graph(.transform("a", "input.missing", onFailure: .fail)), [.started, .stepFailed, .failed]),
            (.graph(.transform("a", "1", gates: ["input.missing > 1"])), [.started, .stepFailed]),
            (.graph(.timer("t", .after(.expression("input.missing")))), [.started, .stepFailed]),
            (.graph(.signal("s", timeout: .expression("input.missing"))), [.started, .stepFailed]),
            (.graph(.transform("a", "1"), result: .expression("input.missing")), [.started, .failed]),
        ])
    func entriesOfFailures(definition: Definition, kinds: [HistoryKind]) throws {
        let bench = FoldBench.with(definition)
        bench.send(.start("i", of: "w"))
        #expect(try entries(bench, "i").map(\.kind) == kinds)
        #expect(try entries(bench, "i").map(\.step) == kinds.map { $0 == .stepFailed ? 0 : nil })
        #expect(bench.found == [])
    }

    @Test("A task that fails for good has one entry for it, and the end of its instance another")
    func entriesOfFailedTask() throws {
        let bench = FoldBench.with(.graph(.task("a", onFailure: .fail), .task("b")))
        bench.send(.start("i", of: "w"))
        bench.send(.fail("i", incarnation: bench.offset, step: 0, isNonRetriable: true))
        #expect(try entries(bench, "i").map(\.kind) == [.started, .taskFailed, .failed])
        #expect(bench.found == [])
    }

    @Test("A skip says in the history whether it gave a value")
    func entriesOfSkips() throws {
        let bench = FoldBench.with(.graph(.task("a"), .task("b")))
        bench.send(.start("i", of: "w"))
        bench.send(.skip("i", step: "a"))
        bench.send(.skip("i", step: "b", value: "1"))
        #expect(try entries(bench, "i").map(\.kind) == [.started, .stepSkipped, .stepGiven])
        #expect(bench.found == [])
    }

    /// Those of the unfinished block.
    private func entries(_ bench: FoldBench, _ id: String) throws -> [History.Entry] {
        let instance = try #require(bench.instance(id))
        return try instance.history.tail.withUnsafeBytes { try History.entries(of: $0) }
    }

    @Test("History fills blocks of 16, and old blocks are dropped")
    func history() throws {
        let bench = FoldBench.with(.graph(.signal("a"), .signal("b")) { $0.historyLimit = 32 })
        bench.send(.start("i", of: "w"))
        bench.send(.signal("i", "a"))
        for number in 0..<78 { bench.send(.signal("i", "a", id: "\(number)"), after: 1_000) }
        #expect(bench.instance("i")?.history.count == 80)
        #expect(bench.host.history.count == 2)
        for (_, block) in bench.host.history {
            #expect(try block.withUnsafeBytes { try History.entries(of: $0) }.count == 16)
        }
        bench.send(.signal("i", "b"))
        #expect(bench.found == [])
    }

    @Test("A timer fires at its time, whether that has passed already or not")
    func timers() {
        let bench = FoldBench.with(
            .graph(
                .timer("past", .until("timestamp('1960-01-01T00:00:00Z')")), .timer("soon", .after(.fixed(1))),
                .timer("at", .until("timestamp(input)"))))
        bench.wait(1_000_000)
        bench.send(.start("i", of: "w", input: "\"1970-01-01T01:00:00Z\""))
        #expect(bench.text("i") == "running, 0=open, 1=open, 2=open, step/0, step/1, step/2")
        bench.send(.clock)
        #expect(bench.text("i") == "running, 0=done {}, 1=open, 2=open, step/1, step/2")
        bench.wait(1)
        #expect(bench.phase("i", 1) == .done)
        bench.wait(2_599_998)
        #expect(bench.phase("i", 2) == .open)
        bench.wait(1)
        #expect(bench.instance("i")?.status == .succeeded)
        #expect(bench.found == [])
    }

    @Test("Timers due together fire in the order of due time, instance and timer, at most 256 before a record")
    func order() {
        let bench = FoldBench.with(.graph(.timer("t", .after(.fixed(1_000)))))
        for number in 0..<300 { bench.send(.start("i\(1_000 + (number * 7) % 300)", of: "w")) }
        _ = bench.takeEffects()
        bench.wait(2_000)
        func ended() -> [[UInt8]] {
            bench.takeEffects().compactMap { if case .ended(let id, _) = $0 { id } else { nil } }
        }
        let first = ended()
        #expect(first.count == 256)
        bench.send(.clock)
        let rest = ended()
        #expect(first + rest == (0..<300).map { Array("i\(1_000 + $0)".utf8) })
        #expect(bench.found == [])
    }
}
