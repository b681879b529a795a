/// Which events of a partition a replay folds.
package struct ReplayPlan: Equatable, Sendable {
    package let partition: Int
    /// Empty where the range lies behind the events that there are.
    package let range: Range<Int64>
    /// Whether instances may have begun before the range whose state the replay does not have.
    package let isMiddle: Bool
    /// Events of the range, or before it, that retention has deleted; nil: all that were asked for are there.
    package let gap: Range<Int64>?

    /// - Parameters:
    ///   - from: not `end`.
    ///   - to: not `checkpoint`.
    ///   - committed: the position of what is committed: where `from` is `checkpoint`, and the end in place of `to` if
    ///     `endsAtCommitted`.
    package init(
        _ log: any EventLog, partition: Int, from: ReplayPoint, to: ReplayPoint, committed: Int64 = 0,
        endsAtCommitted: Bool = false
    ) throws(LogError) {
        self.partition = partition
        let kept = try log.range(.events, partition: partition)
        var gap: Range<Int64>?
        let first: Int64
        switch from {
        case .beginning: first = 0
        case .checkpoint: first = committed
        case .end: first = kept.upperBound
        case .offset(let offset): first = offset
        case .time(let time):
            first = try log.offset(in: .events, partition: partition, since: time)
            // Those before it may have been of that time as well.
            if first == kept.lowerBound && first > 0 { gap = 0..<first }
        }
        let last: Int64
        switch to {
        case _ where endsAtCommitted: last = committed
        case .beginning: last = 0
        case .checkpoint, .end: last = kept.upperBound
        case .offset(let offset): last = min(offset, kept.upperBound)
        case .time(let time): last = try log.offset(in: .events, partition: partition, since: time)
        }
        range = first..<max(first, last)
        if !range.isEmpty && first < kept.lowerBound { gap = first..<kept.lowerBound }
        self.gap = gap
        isMiddle = from != .checkpoint && first > 0
    }
}
