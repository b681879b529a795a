import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A damaged record")
struct DamagedRecordTests {
    @Test("with any bit changed is folded without a crash, and as the encoded state would fold it")
    func flips() {
        let record = ScriptedEvent.pack([
            .start("i", of: "w", input: "{\"x\":1}", time: 1_700_000_000_000_000),
            .signal("i", "s", id: "1", time: 1_700_000_000_000_000, data: "[2]"),
            .signal("j", "s", id: "1", data: "[2]"),
            .fail("i", incarnation: 2, step: 0), .succeed("i", incarnation: 2, step: 2, value: "\"v\""),
            .skip("i", step: "u", value: "7"), .ask("i", .history(from: 0), correlation: 3), .redrive("i"),
            .cancel("i", reason: "why"),
        ])
        for position in record.indices {
            let bench = FoldBench.with(
                .graph(
                    .task("t", [.input]), .signal("s", timeout: .expression("duration('5s')")),
                    .task("u", after: [.step(1)]),
                    .transform("x", "[times.start, times.s, s]", after: [.step(2)]),
                    .timer("until", .until("times.s + duration('1s')"))),
                checks: position % 7 == 0)
            for bit in 0..<8 {
                var damaged = record
                damaged[position] ^= 1 << UInt8(bit)
                bench.apply(record: damaged, at: bench.clock + 1_000)
            }
            bench.wait(3_600_000)
            #expect(bench.found == [], "byte \(position)")
        }
    }
}
