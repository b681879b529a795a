/// How a partition's cells are brought to what their topic holds. Decided before anything is read.
package enum RestorePlan: Equatable, Sendable {
    /// From where the cells in use stand.
    case update(StoreRow)
    /// From where a load was left unfinished.
    case goOn(StoreRow)
    /// From the first record that the topic keeps. A reason: there are cells, but they are of no use.
    case load(reason: String?)

    /// What the topic is like.
    package struct Topic: Sendable {
        package var origin: StoreOrigin
        /// Its records, undecided ones included.
        package var range: Range<Int64>
        /// Milliseconds that the topic keeps the records of deleted cells, at least.
        package var keepsDeletions: Int64
        /// Milliseconds since 1970.
        package var now: Int64

        package init(origin: StoreOrigin, range: Range<Int64>, keepsDeletions: Int64, now: Int64) {
            self.origin = origin
            self.range = range
            self.keepsDeletions = keepsDeletions
            self.now = now
        }
    }

    /// - Parameters:
    ///   - distrust: why the cells in use are known to be damaged.
    package init(used: StoreRow?, loading: StoreRow?, distrust: String?, _ topic: Topic) {
        var reason: String?
        if let used {
            reason = distrust.map { "it is damaged: \($0)" } ?? RestorePlan.objection(to: used, topic)
            if reason == nil {
                self = .update(used)
                return
            }
        }
        if let loading, RestorePlan.objection(to: loading, topic) == nil {
            self = .goOn(loading)
        } else {
            self = .load(reason: reason)
        }
    }

    /// Why cells cannot be gone on with; nil: they can.
    private static func objection(to row: StoreRow, _ topic: Topic) -> String? {
        if let difference = row.origin.difference(from: topic.origin) { return difference }
        guard row.first >= topic.range.lowerBound, row.next <= topic.range.upperBound else {
            return "it stands at offset \(row.next), the topic has \(topic.range)"
        }
        // The mark behind a transaction takes one offset: nothing was written since.
        if row.proof >= 0 && topic.range.upperBound - row.next <= 1 { return nil }
        let age = topic.now - row.time
        let limit = topic.keepsDeletions - margin(topic.keepsDeletions)
        guard age < limit else {
            return """
                it is \(age / 3_600_000) h old, and the topic keeps records of deleted cells for \
                \(topic.keepsDeletions / 3_600_000) h: some may be gone
                """
        }
        return nil
    }

    /// For clocks that differ, and for the time that reading takes.
    private static func margin(_ time: Int64) -> Int64 { min(3_600_000, time / 2) }
}
