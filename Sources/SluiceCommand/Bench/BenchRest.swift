import SluiceEngine

/// Waiting for what still goes on in the background.
enum BenchRest {
    /// Returns when `isDone` twice in a row, 20 ms apart, a minute later at the latest.
    static func wait(_ isDone: () -> Bool) {
        let pause = Latch()
        let start = Clock.monotonic()
        var times = 0
        while times < 2, Clock.monotonic() - start < 60_000_000 {
            times = isDone() ? times + 1 : 0
            pause.wait(microseconds: 20_000)
        }
    }
}
