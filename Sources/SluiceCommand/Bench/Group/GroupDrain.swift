import SluiceEngine

/// A node that folds a backlog, which is in the topic before it begins.
struct GroupDrain {
    let node: Node
    let brokers: BenchBrokers
    /// What is counted, for people.
    let what: String

    /// Starts the node, and waits until `count` is reached and everything is committed.
    ///
    /// - Returns: what it took from the first event that was folded.
    /// - Throws: when nothing moves any more.
    func measure(upTo count: Int, _ reached: (LaneStatistics) -> UInt64) throws -> GroupSpan {
        node.watchDrained(within: 1_000)
        node.start()
        let pause = Latch()
        var start = GroupMoment(on: brokers)
        let deadline = start.time + 60_000_000
        while node.statistics.events == 0 {
            start = GroupMoment(on: brokers)
            guard start.time < deadline else {
                throw CommandError(.no, "the node folds nothing: \(node.faults.joined(separator: "; "))")
            }
            pause.wait(microseconds: 2_000)
        }
        try node.wait(for: count, what, reached) { node.isDrained }
        return GroupSpan(since: start, on: brokers)
    }
}
