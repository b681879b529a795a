import SluiceEngine

extension Node {
    /// Waits until `count` is reached.
    ///
    /// - Parameter what: for people.
    /// - Throws: when nothing has moved for a minute.
    func wait(for count: Int, _ what: String, _ reached: (LaneStatistics) -> UInt64) throws {
        try wait(for: count, what, reached) { true }
    }

    /// The same, until something else is true as well.
    func wait(
        for count: Int, _ what: String, _ reached: (LaneStatistics) -> UInt64, and isDone: () -> Bool
    ) throws {
        var moved = (count: UInt64(0), at: Clock.monotonic())
        while true {
            let isSettled = isDone()
            let now = reached(statistics)
            if isSettled && now >= UInt64(count) { return }
            if now != moved.count { moved = (now, Clock.monotonic()) }
            guard Clock.monotonic() - moved.at < 60_000_000 else {
                let faults = self.faults.joined(separator: "; ")
                throw CommandError(
                    .no,
                    "\(now) of \(count) \(what), and nothing more in the last minute\(faults.isEmpty ? "" : ": ")\(faults)"
                )
            }
            Latch().wait(microseconds: 2_000)
        }
    }
}
