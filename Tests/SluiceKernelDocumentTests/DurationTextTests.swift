import SluiceKernel
import Testing

@Suite struct `Durations are written as people say them` {
    @Test(arguments: [
        ("250ms", 250), ("90s", 90_000), ("5m", 300_000), ("1h30m", 5_400_000), ("7d", 604_800_000),
        ("1d2h3m4s5ms", 93_784_005),
        ("1ms", 1), ("3650d", 315_360_000_000), ("1m1ms", 60_001),
    ])
    func `good ones are read`(_ text: String, _ milliseconds: Int64) {
        #expect(DurationText.read(text) == .value(milliseconds))
    }

    @Test(arguments: ["0s", "3651d", "3650d1ms", "99999999999999999999h", "9223372036854775807d", "0d0ms"])
    func `those beyond the range are told apart`(_ text: String) {
        #expect(DurationText.read(text) == .outOfRange)
    }

    @Test(arguments: ["30", "1.5h", "5 min", "30m1h", "1h1h", "5M", "1h 30m", "-5m", "5ms3", "1w", "2y"])
    func `those of a wrong form are no expressions`(_ text: String) {
        #expect(DurationText.read(text) == .malformed)
    }

    @Test(arguments: ["", "input.wait", "duration('5m')", "h5", "P1D", "1 + 2", "٣s"])
    func `the rest may be expressions`(_ text: String) {
        #expect(DurationText.read(text) == .other)
    }

    @Test func `what is written is read as the same`() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let value = Int64.random(in: 1...(1 << Int64.random(in: 1...38, using: &random)), using: &random)
            let clamped = min(value, DurationText.range.upperBound)
            #expect(DurationText.read(DurationText.format(clamped)) == .value(clamped))
        }
    }
}
