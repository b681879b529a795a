import SluiceEngine

/// A pause until what was done has no more to follow.
enum BenchRest {
    /// Waits until `isIdle` and the process does nothing for a second, at most two minutes.
    ///
    /// - Parameter who: for people.
    /// - Returns: for how many seconds.
    static func rest(_ who: @autoclosure () -> String, _ isIdle: () -> Bool = { true }) -> Double {
        let pause = Latch()
        let start = Clock.monotonic()
        var seconds: Double { Double(Clock.monotonic() - start) / 1e6 }
        while seconds < 120 {
            let cpu = ProcessUsage.cpu()
            pause.wait(microseconds: 1_000_000)
            if isIdle() && ProcessUsage.cpu() - cpu < 50_000 { return seconds }
        }
        StandardError.line("bench: \(who()) is still busy after two minutes")
        return seconds
    }
}
