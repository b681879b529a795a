import SluiceKernel

/// Looks at `members` from outside, without a word of its own. Blocks: for the command line.
package enum MembershipObserver {
    /// Reads what there is, listens for a while, and tells. Who said nothing meanwhile does not live: nodes speak twice a second.
    ///
    /// - Parameter milliseconds: how long to listen; two heartbeats and some patience by default.
    /// - Throws: when the log cannot be read.
    package static func look(
        at log: any EventLog, for milliseconds: Int64 = 3 * Membership.countedGap
    ) throws(LogError) -> MembershipView {
        let (membership, heard) = try listen(to: log, for: milliseconds)
        var view = MembershipView(membership, shape: log.shape)
        for index in view.nodes.indices where !heard.contains(view.nodes[index].id) {
            view.nodes[index].isLiving = false
            for slot in view.nodes[index].slots {
                view.slots[slot].holder = nil
                view.slots[slot].phase = .free
                view.slots[slot].health = nil
            }
            view.nodes[index].slots = []
        }
        return view
    }

    /// Nodes that speak while it is listened, by id. A node that is paused says nothing, and is not among them.
    package static func speakingNodes(
        of log: any EventLog, for milliseconds: Int64 = 2 * Membership.silence
    ) throws(LogError) -> [NodeID] {
        let (membership, heard) = try listen(to: log, for: milliseconds)
        return membership.members.map(\.heartbeat.node).filter { heard.contains($0) }
    }

    private static func listen(
        to log: any EventLog, for milliseconds: Int64
    ) throws(LogError) -> (Membership, heard: Set<NodeID>) {
        let latch = Latch()
        let feed = try log.followMembers(waker: latch)
        defer { feed.close() }
        var membership = Membership(slots: log.shape.slots, shape: log.shapeRevision, isWhole: feed.isWhole)
        var heard: Set<NodeID> = []
        var batch = RecordBatch()
        let end = Clock.monotonic() + milliseconds * 1_000
        var isHistory = true
        while true {
            feed.poll(into: &batch)
            for record in batch.records {
                batch.withParts(of: record) { _, value, _ in
                    // What cannot be read is of a later release, and says nothing here.
                    guard let value, let heartbeat = try? membership.apply(value, time: record.time) else { return }
                    if !isHistory && heartbeat.state != .left { heard.insert(heartbeat.node) }
                }
            }
            isHistory = false
            let left = end - Clock.monotonic()
            if left <= 0 { return (membership, heard) }
            latch.wait(microseconds: left)
        }
    }
}
