import SluiceEngine

/// Tells once a second how far a restore is.
struct RestoreProgress {
    private static let interval: Int64 = 1_000_000

    private let sink: any LogSink
    private let slot: Int
    /// Offsets to pass, in all.
    private let total: Int64
    private var last = (time: Clock.monotonic(), records: 0)

    init(_ sink: any LogSink, slot: Int, total: Int64) {
        self.sink = sink
        self.slot = slot
        self.total = total
    }

    /// - Parameters:
    ///   - records: read so far.
    ///   - left: offsets that are still to be passed.
    mutating func note(records: Int, left: Int64) {
        let now = Clock.monotonic()
        let elapsed = now - last.time
        guard elapsed >= RestoreProgress.interval else { return }
        let rate = Int64(records - last.records) * 1_000_000 / elapsed
        last = (now, records)
        sink.log(
            .info, "restoring",
            [
                ("slot", "\(slot)"), ("cells", "\(records)"), ("cells_per_s", "\(rate)"),
                ("percent", "\(total == 0 ? 100 : (total - left) * 100 / total)"),
            ])
    }
}
