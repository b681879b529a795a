/// Notices partitions that are read to an end which is not theirs, for a second and more: their last stable offset stands still.
///
/// A reader of committed records is always a little behind, and a checkpoint's marks take their time: only what lasts counts.
struct StandingWatch {
    /// Microseconds. A client that has read far ahead does not fetch for a second.
    static let patience: Int64 = 3_000_000

    private struct Stop {
        var partition: Int
        var offset: Int64
        var since: Int64
        var isTold = false
    }

    private var stops: [Stop] = []

    /// Partitions that were told of and stand still yet.
    var standing: [Int] { stops.filter(\.isTold).map(\.partition) }

    /// - Parameters:
    ///   - found: where partitions stand, in their order.
    ///   - now: microseconds of a clock that does not go back.
    /// - Returns: which are to be told of, and which go on again.
    mutating func look(
        at found: [(partition: Int, offset: Int64)], now: Int64
    ) -> (began: [(partition: Int, offset: Int64)], ended: [Int]) {
        if found.isEmpty && stops.isEmpty { return ([], []) }
        var began: [(partition: Int, offset: Int64)] = []
        let ended = stops.filter { stop in
            stop.isTold && !found.contains { $0.partition == stop.partition && $0.offset == stop.offset }
        }
        stops = found.map { partition, offset in
            var stop =
                stops.first { $0.partition == partition && $0.offset == offset }
                ?? Stop(partition: partition, offset: offset, since: now)
            if !stop.isTold, now - stop.since >= StandingWatch.patience {
                stop.isTold = true
                began.append((partition, offset))
            }
            return stop
        }
        return (began, ended.map(\.partition))
    }
}
