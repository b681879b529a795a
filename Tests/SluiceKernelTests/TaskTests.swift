import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A task")
struct TaskTests {
    @Test("A failed attempt is tried again after a wait that grows to the cap, without an end to patience")
    func backoff() {
        let retry = RetryPolicy(attempts: 6, first: 100, factorMilli: 3_000, cap: 1_000, jitterMilli: 0)
        let bench = FoldBench.with(.graph(.task("a", retry: retry)))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        for (attempt, wait) in [100, 300, 900, 1_000, 1_000].enumerated() {
            bench.send(.fail("i", incarnation: at, step: 0, attempt: UInt16(attempt + 1)))
            #expect(bench.phase("i", 0) == .backoff)
            bench.wait(Int64(wait) - 1)
            #expect(bench.phase("i", 0) == .backoff)
            bench.wait(1)
            #expect(bench.phase("i", 0) == .pending)
        }
        bench.send(.fail("i", incarnation: at, step: 0, attempt: 6))
        #expect(bench.text("i") == "sidelined, 0=sidelined#6, 0!Broken")
        #expect(bench.found == [])
    }

    @Test("Jitter moves a wait by its share at most, and reaches both sides")
    func jitter() {
        let policy = RetryPolicy(attempts: 9, first: 1_000, factorMilli: 2_000, cap: 5_000, jitterMilli: 200)
        var random = SeededRandom(seed: 7)
        for attempt in UInt16(1)...6 {
            let base = min(5_000, 1_000 << Int64(attempt - 1))
            let waits = (0..<2_000).map { _ in policy.wait(after: attempt, hash: random.next()) }
            #expect(waits.allSatisfy { $0 >= base - base / 5 && $0 <= base + base / 5 })
            #expect(waits.min()! < base - base / 6 && waits.max()! > base + base / 6)
        }
        #expect(RetryPolicy(first: .max, cap: .max, jitterMilli: 1_000).wait(after: 1_000, hash: .max) >= 0)
    }

    @Test("Errors that are marked, and errors that the definition names, go straight to the failure policy")
    func nonRetriable() {
        var retry = RetryPolicy.steady
        retry.nonRetriable = ["CardDeclined"]
        let bench = FoldBench.with(.graph(.task("a", retry: retry), .task("b")))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.fail("i", incarnation: at, step: 0, type: "CardDeclined"))
        bench.send(.fail("i", incarnation: at, step: 1, isNonRetriable: true))
        #expect(bench.text("i") == "sidelined, 0=sidelined#1, 1=sidelined#1, 0!CardDeclined, 1!Broken")
        #expect(bench.found == [])
    }

    @Test("Retries spent: the policy decides", arguments: FailurePolicy.allCases)
    func policies(policy: FailurePolicy) {
        let once = RetryPolicy(attempts: 1)
        let bench = FoldBench.with(
            .graph(.task("a", onFailure: policy, retry: once), .task("b", [.step(0)]), .task("c")))
        bench.send(.start("i", of: "w"))
        bench.send(.fail("i", incarnation: bench.offset, step: 0))
        let effects = bench.takeEffects()
        switch policy {
        case .sideline: #expect(bench.text("i") == "sidelined, 0=sidelined#1, 1=waiting, 2=pending#1, 0!Broken")
        case .skip: #expect(bench.text("i") == "running, 0=skipped#1, 1=skipped, 2=pending#1, 0!Broken")
        case .fail:
            #expect(
                bench.text("i")
                    == "failed, 0=failed#1, 1=cancelled, 2=cancelled#1, 0!Broken, because step a: Broken: it broke, purge/0"
            )
            #expect(effects.contains(.taskGone(Array("i".utf8), step: 2, attempt: 1, cancel: true)))
            #expect(effects.contains(.ended(Array("i".utf8), .failed)))
        }
        #expect(bench.found == [])
    }

    @Test("Jitter follows from the idempotency key: each attempt of each instance has its own, and a replay the same")
    func ownJitter() {
        let retry = RetryPolicy(attempts: 9, first: 100_000, factorMilli: 1_000, cap: 100_000, jitterMilli: 200)
        func waits() -> [Int64] {
            let bench = FoldBench.with(.graph(.task("a", retry: retry), .task("b", retry: retry)))
            for number in 0..<20 { bench.send(.start("i\(number)", of: "w")) }
            for number in 0..<20 {
                for step in 0...1 {
                    let at = bench.instance("i\(number)")!.incarnation
                    bench.send(.fail("i\(number)", incarnation: at, step: step))
                }
            }
            bench.wait(120_000)
            bench.send(.fail("i0", incarnation: bench.instance("i0")!.incarnation, step: 0, attempt: 2))
            #expect(bench.found == [])
            let set = bench.takeEffects().compactMap { if case .timerSet(_, let timer) = $0 { timer.due } else { nil } }
            return set.dropLast() + [set.last! - 120_000]
        }
        let first = waits()
        #expect(first == waits())
        #expect(first.count == 41)
        #expect(first.allSatisfy { $0 >= 80_000 && $0 <= 120_000 })
        #expect(Set(first).count > 38)
    }

    @Test(
        "What the engine reports of an attempt is a failure like any other",
        arguments: ["sluice.timeout", "sluice.node-lost"])
    func reported(type: String) {
        let bench = FoldBench.with(.graph(.task("a")))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.fail("i", incarnation: at, step: 0, type: type))
        #expect(bench.phase("i", 0) == .backoff)
        bench.wait(100)
        // A result of the attempt that was given up comes late.
        #expect(bench.send(.succeed("i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.text("i") == "running, 0=pending#2, 0!\(type)")
        #expect(bench.found == [])
    }

    @Test(
        "The deadline applies the failure policy, and a step that is driven again has a new one",
        arguments: FailurePolicy.allCases)
    func deadlinePolicies(policy: FailurePolicy) {
        let bench = FoldBench.with(.graph(.task("a", onFailure: policy, deadline: 5_000), .task("b", [.step(0)])))
        bench.send(.start("i", of: "w"))
        bench.wait(5_000)
        switch policy {
        case .fail: #expect(bench.instance("i")?.status == .failed)
        case .skip: #expect(bench.text("i") == "succeeded, 0=skipped#1, 1=skipped, 0!sluice.deadline, purge/0")
        case .sideline:
            bench.send(.redrive("i"))
            #expect(bench.text("i") == "running, 0=pending#2, 1=waiting, deadline/0")
            bench.wait(4_999)
            #expect(bench.phase("i", 0) == .pending)
            bench.wait(1)
            #expect(bench.phase("i", 0) == .sidelined)
        }
        #expect(bench.found == [])
    }

    @Test("The total deadline ends it, whether an attempt runs or a retry waits", arguments: [false, true])
    func deadline(isWaiting: Bool) {
        let bench = FoldBench.with(.graph(.task("a", deadline: 5_000)))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.wait(4_950)
        if isWaiting { bench.send(.fail("i", incarnation: at, step: 0)) }
        bench.wait(50)
        #expect(bench.text("i") == "sidelined, 0=sidelined#1, 0!sluice.deadline")
        #expect(bench.instance("i").map { $0.steps[0].time == $0.startedAt * 1_000 + 5_000_000 } == true)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0)) == .ignored)
        bench.wait(10_000)
        #expect(bench.phase("i", 0) == .sidelined)
        #expect(bench.found == [])
    }

    @Test("A result is applied once per attempt, and never for another attempt, pass or life")
    func once() {
        let bench = FoldBench.with(.graph(.task("a"), .task("b", [.step(0)])))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, pass: 1)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at + 1, step: 0)) == .rejected)
        #expect(bench.send(.succeed("i", incarnation: at, step: 9)) == .rejected)
        #expect(bench.phase("i", 0) == .pending)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "1")) == .applied)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "2")) == .ignored)
        #expect(bench.send(.fail("i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.value("i", 0) == "1")
        #expect(bench.found == [])
    }

    @Test("A late failure of an attempt that was followed by another changes nothing")
    func lateFailure() {
        let bench = FoldBench.with(.graph(.task("a")))
        bench.send(.start("i", of: "w"))
        let at = bench.offset
        bench.send(.fail("i", incarnation: at, step: 0))
        bench.wait(100)
        let before = bench.text("i")
        #expect(bench.send(.fail("i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0)) == .ignored)
        #expect(bench.text("i") == before)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2)) == .applied)
        #expect(bench.found == [])
    }
}
