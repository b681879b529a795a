import SluiceKernel
import SluiceTestKit
import Testing

/// Transitions that end whoever folds them.
@Suite struct SetAsideTests {
    private func setAside(_ event: ScriptedEvent, _ bench: FoldBench) throws {
        try ScriptedEvent.pack([event]).withUnsafeBytes { bytes in
            var reader = try RecordReader(bytes)
            while let (admission, event) = try reader.next() { bench.fold.setAside(event, admission: admission) }
        }
    }

    @Test("A result that is set aside is kept; what would have begun with it waits for a person")
    func result() throws {
        let bench = FoldBench.with(
            .graph(
                .task("a"), .task("b", [.step(0)]), .transform("t", "a + 1"), .signal("s"),
                .task("c", [.step(0), .step(3)])), checks: false)
        bench.send(.start("i", of: "w"))
        let at = try #require(bench.instance("i")?.incarnation)
        _ = bench.takeEffects()
        try setAside(.succeed("i", incarnation: at, step: 0, value: "1"), bench)
        #expect(
            bench.text("i")
                == "sidelined, 0=done#1 1, 1=sidelined, 2=sidelined, 3=open, 4=waiting, 1!sluice.set-aside, 2!sluice.set-aside"
        )
        #expect(bench.takeEffects().contains(.taskGone(Array("i".utf8), step: 0, attempt: 1, cancel: false)))
        // The body ran and is not run again.
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "1")) == .ignored)
        #expect(bench.send(.redrive("i")) == .applied)
        #expect(bench.text("i") == "running, 0=done#1 1, 1=pending#1, 2=done 2, 3=open, 4=waiting")
    }

    @Test(
        "A result with which nothing begins, and a failure: the task itself waits, and runs again when it is driven again"
    )
    func last() throws {
        let bench = FoldBench.with(
            .graph(.task("a"), .signal("s"), .task("b", [.step(0), .step(1)]), .task("c"), .task("d", [.step(3)])),
            checks: false)
        bench.send(.start("i", of: "w"))
        let at = try #require(bench.instance("i")?.incarnation)
        try setAside(.succeed("i", incarnation: at, step: 0, value: "1"), bench)
        try setAside(.fail("i", incarnation: at, step: 3), bench)
        #expect(
            bench.text("i")
                == "sidelined, 0=sidelined#1, 1=open, 2=waiting, 3=sidelined#1, 4=waiting, 0!sluice.set-aside, 3!sluice.set-aside"
        )
        // Late: the attempt is no longer under way.
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "1")) == .ignored)
        #expect(bench.send(.redrive("i")) == .applied)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2, value: "2")) == .applied)
        #expect(bench.phase("i", 3) == .pending)
    }

    @Test("A signal that is set aside is kept, its id too, and what would have begun with it waits for a person")
    func signal() throws {
        let bench = FoldBench.with(
            .graph(.signal("s", timeout: .fixed(1_000)), .transform("t", "s + 1"), .signal("later", after: [.step(1)])),
            checks: false)
        bench.send(.start("i", of: "w"))
        try setAside(.signal("i", "later", id: "1", data: "9"), bench)
        #expect(bench.text("i") == "running, 0=open, 1=waiting, 2=waiting, signalTimeout/0")
        try setAside(.signal("i", "s", id: "2", data: "5"), bench)
        #expect(bench.text("i") == "sidelined, 0=done 5, 1=sidelined, 2=waiting, 1!sluice.set-aside")
        #expect(bench.host.timers.isEmpty)
        #expect(bench.send(.signal("i", "later", id: "2")) == .ignored)
        bench.send(.redrive("i", step: "t"))
        #expect(bench.text("i") == "running, 0=done 5, 1=done 6, 2=open")
        try setAside(.signal("j", "s", data: "5"), bench)
        #expect(bench.host.earlyIDs.isEmpty)
    }

    @Test("A result of nobody, or of an attempt that is over, is set aside without a trace")
    func strangers() throws {
        let bench = FoldBench.with(.graph(.task("a"), .task("b")), checks: false)
        bench.send(.start("i", of: "w"))
        let at = try #require(bench.instance("i")?.incarnation)
        try setAside(.succeed("j", incarnation: at, step: 0, value: "1"), bench)
        try setAside(.succeed("i", incarnation: at + 1, step: 0, value: "1"), bench)
        try setAside(.succeed("i", incarnation: at, step: 0, attempt: 2, value: "1"), bench)
        #expect(bench.text("i").hasPrefix("running, 0=pending#1, 1=pending#1"))
    }

    @Test("A timer that is set aside is forgotten, and what would have begun with it waits for a person")
    func timer() throws {
        let bench = FoldBench.with(
            .graph(
                .timer("t", .after(.fixed(1_000))), .task("a", [.step(0)]), .signal("s", timeout: .fixed(2_000)),
                .timeout("late", of: 2), .task("b", deadline: 3_000)), checks: false)
        bench.send(.start("i", of: "w"))
        let id = Array("i".utf8)
        for timer in try #require(bench.instance("i")?.timers) {
            #expect(id.withUnsafeBytes { bench.fold.setAside(timer, of: $0) })
            // It is not there any more.
            #expect(!id.withUnsafeBytes { bench.fold.setAside(timer, of: $0) })
        }
        let failures = [1, 3, 4].map { "\($0)!sluice.set-aside" }.joined(separator: ", ")
        #expect(
            bench.text("i")
                == "sidelined, 0=done {}, 1=sidelined, 2=skipped, 3=sidelined, 4=sidelined#1, " + failures)
        #expect(bench.send(.redrive("i")) == .applied)
        #expect(bench.text("i") == "running, 0=done {}, 1=pending#1, 2=skipped, 3=done {}, 4=pending#2, deadline/4")
    }
}
