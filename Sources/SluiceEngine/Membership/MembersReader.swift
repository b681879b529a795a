/// What a node has read of `members`, and the plan that follows from it.
struct MembersReader {
    private let feed: any MembersFeed
    private(set) var membership: Membership
    private(set) var plan: SlotPlan
    private var situation: SlotPlan.Situation
    private var batch = RecordBatch()
    /// When the last record was read, milliseconds of the monotonic clock.
    private(set) var lastRead: Int64 = 0
    private var hasWarned = false

    /// Takes in what there is.
    init(feed: any MembersFeed, log: any EventLog) {
        self.feed = feed
        membership = Membership(slots: log.shape.slots, shape: log.shapeRevision, isWhole: feed.isWhole)
        situation = SlotPlan.Situation(membership)
        plan = SlotPlan(situation)
        _ = take { _ in }
        look()
    }

    /// Takes in what came since.
    ///
    /// - Parameter heard: is told of each heartbeat.
    mutating func read(now: Int64, sink: any LogSink, heard: (Heartbeat) -> Void) {
        if let problem = take(heard), !hasWarned {
            hasWarned = true
            sink.log(.error, "a record of members cannot be read; more may follow", [("reason", problem)])
        }
        if !batch.isEmpty { lastRead = now }
        look()
    }

    /// - Returns: why one of the records cannot be read; nil: all could.
    private mutating func take(_ heard: (Heartbeat) -> Void) -> String? {
        var problem: String?
        feed.poll(into: &batch)
        for record in batch.records {
            do {
                try batch.withParts(of: record) { _, value, _ in
                    if let value { heard(try membership.apply(value, time: record.time)) }
                }
            } catch { problem = "offset \(record.offset): \(error)" }
        }
        return problem
    }

    /// Plans anew where something changed that a plan follows from.
    private mutating func look() {
        let seen = SlotPlan.Situation(membership)
        guard seen != situation else { return }
        situation = seen
        plan = SlotPlan(seen)
    }
}
