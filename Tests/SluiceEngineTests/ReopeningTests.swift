import SluiceEngine
import Testing

@Suite("Opening a slot again")
struct ReopeningTests {
    @Test("Pauses double from 100 ms to 10 s, and a fault is told once")
    func grows() {
        var reopening = Reopening()
        var pauses: [Int64] = []
        for number in 0..<10 {
            let (pause, isNew) = reopening.failed("no code", after: 1_000)
            pauses.append(pause / 1_000)
            #expect(isNew == (number == 0))
        }
        #expect(pauses == [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000])
        #expect(reopening.failed("another", after: 0).isNew)
        #expect(!reopening.failed("no code", after: 0).isNew)
    }

    @Test("A lane that ran well for a while is opened again at once, and its fault told of again")
    func beginsAnew() {
        var reopening = Reopening()
        for _ in 0..<5 { _ = reopening.failed("fenced", after: 0) }
        let (pause, isNew) = reopening.failed("fenced", after: Reopening.steadyTime)
        #expect(pause == Reopening.firstPause)
        #expect(isNew)
        #expect(reopening.failed("fenced", after: 0) == (200_000, false))
    }
}
