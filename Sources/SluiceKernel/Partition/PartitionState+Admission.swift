extension PartitionState {
    /// What admission says of an entry.
    package enum Verdict: Equatable, Sendable {
        case admit
        /// Came before: ignored, without a dead letter.
        case repeated
        /// Something before it is missing: ignored with an alarm; the source sends again.
        case gap
    }

    /// Admits an entry once and in order, whatever it then turns out to be: the mark rises for a rejected entry too.
    package mutating func admit(_ admission: Admission) -> Verdict {
        switch admission {
        case .direct: return .admit
        case .channel(let source, let number):
            let index = PartitionState.index(of: source, in: received)
            let mark = index.found ? received[index.at].number : 0
            if number <= mark { return .repeated }
            if number > mark + 1 { return .gap }
            if index.found {
                received[index.at].number = number
            } else {
                received.insert(Mark(partition: source, number: number), at: index.at)
            }
            return .admit
        case .feed(let feed): return admit(feed)
        }
    }

    private mutating func admit(_ feed: Admission.Feed) -> Verdict {
        let at = feeds.firstIndex { ($0.topic, $0.partition) >= (feed.topic, feed.partition) } ?? feeds.count
        if at < feeds.count, feeds[at].topic == feed.topic, feeds[at].partition == feed.partition {
            if feed.incarnation < feeds[at].incarnation { return .repeated }
            // The first of a new incarnation comes first there as well.
            if feed.incarnation > feeds[at].incarnation, feed.previous >= 0 { return .gap }
            if feed.incarnation == feeds[at].incarnation {
                if feed.offset < feeds[at].mark { return .repeated }
                if feed.previous >= feeds[at].mark { return .gap }
            }
            feeds[at].incarnation = feed.incarnation
            feeds[at].mark = feed.offset + 1
            feeds[at].hash = feed.hash
            return .admit
        }
        if feed.previous >= 0 { return .gap }
        feeds.insert(
            FeedMark(
                topic: feed.topic, partition: feed.partition, incarnation: feed.incarnation, mark: feed.offset + 1,
                hash: feed.hash),
            at: at)
        return .admit
    }

    /// Takes what came before an entry for admitted, where nothing is known of its channel or feed: of a fold that begins in the
    /// middle of the log.
    package mutating func join(_ admission: Admission) {
        switch admission {
        case .direct: return
        case .channel(let source, let number):
            let index = PartitionState.index(of: source, in: received)
            guard !index.found, number > 1 else { return }
            received.insert(Mark(partition: source, number: number - 1), at: index.at)
        case .feed(let feed):
            let at = feeds.firstIndex { ($0.topic, $0.partition) >= (feed.topic, feed.partition) } ?? feeds.count
            let isKnown = at < feeds.count && feeds[at].topic == feed.topic && feeds[at].partition == feed.partition
            guard !isKnown, feed.previous >= 0 else { return }
            feeds.insert(
                FeedMark(
                    topic: feed.topic, partition: feed.partition, incarnation: feed.incarnation,
                    mark: feed.previous + 1), at: at)
        }
    }

    /// How far a partition of a fed topic was applied here; nil: nothing of it was.
    package func mark(ofTopic topic: UInt32, partition: UInt32) -> FeedMark? {
        feeds.first { $0.topic == topic && $0.partition == partition }
    }

    /// The next number of the channel to `target`.
    package mutating func nextNumber(to target: UInt32) -> UInt64 {
        let index = PartitionState.index(of: target, in: sent)
        if index.found {
            sent[index.at].number += 1
            return sent[index.at].number
        }
        sent.insert(Mark(partition: target, number: 1), at: index.at)
        return 1
    }

    private static func index(of partition: UInt32, in marks: [Mark]) -> (at: Int, found: Bool) {
        let at = marks.firstIndex { $0.partition >= partition } ?? marks.count
        return (at, at < marks.count && marks[at].partition == partition)
    }
}
