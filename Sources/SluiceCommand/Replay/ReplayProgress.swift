import Synchronization

/// How far the folds of a replay are, told from many threads.
final class ReplayProgress: Sendable {
    private let total: Int64
    private let folded = Atomic<Int64>(0)
    private let start: Int64

    /// - Parameters:
    ///   - total: offsets to fold, in all.
    ///   - start: microseconds of the monotonic clock.
    init(total: Int64, start: Int64) {
        self.total = total
        self.start = start
    }

    func add(_ offsets: Int64) { folded.add(offsets, ordering: .relaxed) }

    /// `1,200,000 of 4,000,000 records (30 %), 350,000 records/s`
    func text(now: Int64) -> String {
        let folded = folded.load(ordering: .relaxed)
        let seconds = Double(max(now - start, 1)) / 1e6
        return "\(NumberText.grouped(folded)) of \(NumberText.grouped(total)) records "
            + "(\(total == 0 ? 100 : folded * 100 / total) %), "
            + "\(NumberText.grouped(Int(Double(folded) / seconds))) records/s"
    }
}
