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

    @Test("A task whose result is set aside waits for a person, and runs again when it is driven again")
    func result() throws {
        let bench = FoldBench.with(.graph(.task("a"), .task("b", [.step(0)])), checks: false)
        bench.send(.start("i", of: "w"))
        let at = try #require(bench.instance("i")?.incarnation)
        try setAside(.succeed("i", incarnation: at, step: 0, value: "1"), bench)
        #expect(bench.instance("i")?.status == .sidelined)
        #expect(bench.phase("i", 0) == .sidelined)
        #expect(bench.phase("i", 1) == .waiting)
        #expect(bench.text("i").contains("sluice.set-aside"))
        // Late: the attempt is no longer under way.
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, value: "1")) == .ignored)
        #expect(bench.send(.redrive("i")) == .applied)
        #expect(bench.send(.succeed("i", incarnation: at, step: 0, attempt: 2, value: "2")) == .applied)
        #expect(bench.phase("i", 1) == .pending)
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

    @Test("A timer that is set aside is forgotten, and its step waits for a person")
    func timer() throws {
        let bench = FoldBench.with(.graph(.timer("t", .after(.fixed(1_000))), .task("a", [.step(0)])), checks: false)
        bench.send(.start("i", of: "w"))
        let timer = try #require(bench.instance("i")?.timers.first)
        let id = Array("i".utf8)
        #expect(id.withUnsafeBytes { bench.fold.setAside(timer, of: $0) })
        #expect(bench.instance("i")?.timers.isEmpty == true)
        #expect(bench.phase("i", 0) == .sidelined)
        // It is not there any more.
        #expect(!id.withUnsafeBytes { bench.fold.setAside(timer, of: $0) })
        #expect(bench.send(.redrive("i")) == .applied)
        #expect(bench.phase("i", 0) == .open)
    }
}
