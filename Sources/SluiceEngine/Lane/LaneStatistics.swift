import SluiceKernel

/// What a lane counted since it was opened.
package struct LaneStatistics: Sendable, Equatable {
    package var records: UInt64 = 0
    package var events: UInt64 = 0
    package var applied: UInt64 = 0
    package var ignored: UInt64 = 0
    package var rejected: UInt64 = 0
    package var kept: UInt64 = 0
    package var gaps: UInt64 = 0
    /// Events of other partitions' instances, sent on to them.
    package var misrouted: UInt64 = 0
    /// Events that came from other topics, and were admitted.
    package var fed: UInt64 = 0
    /// Records of other clients than ours.
    package var publicRecords: UInt64 = 0
    package var published: UInt64 = 0
    /// Records of publish steps and of attempts that their topics did not take.
    package var undelivered: UInt64 = 0
    package var skipped: UInt64 = 0
    package var timersFired: UInt64 = 0
    package var tasksDispatched: UInt64 = 0
    /// Attempts put into queues of remote workers.
    package var tasksQueued: UInt64 = 0
    package var instancesStarted: UInt64 = 0
    package var instancesEnded: UInt64 = 0
    package var instancesPurged: UInt64 = 0
    /// Instances looked at for pages of lists.
    package var listed: UInt64 = 0
    package var checkpoints: UInt64 = 0
    package var cells: UInt64 = 0
    package var unread: UInt64 = 0
    /// Records of `batch` that are not fed yet.
    package var batchLag: UInt64 = 0
    /// Records of sources that are not fed yet.
    package var sourceLag: UInt64 = 0
    package var tasksInFlight: UInt64 = 0
    package var cachedInstances: UInt64 = 0
    /// About how much memory they take.
    package var cachedBytes: UInt64 = 0

    package init() {}

    /// Name and value of each counter, in the order in which they are shown.
    private static let counters: [(name: String, path: any WritableKeyPath<LaneStatistics, UInt64> & Sendable)] = [
        ("records", \.records), ("events", \.events), ("applied", \.applied), ("ignored", \.ignored),
        ("rejected", \.rejected), ("kept", \.kept), ("gaps", \.gaps), ("skipped", \.skipped),
        ("misrouted", \.misrouted), ("fed", \.fed), ("public_records", \.publicRecords), ("published", \.published),
        ("undelivered", \.undelivered),
        ("timers_fired", \.timersFired),
        ("tasks_dispatched", \.tasksDispatched), ("tasks_queued", \.tasksQueued),
        ("instances_started", \.instancesStarted),
        ("instances_ended", \.instancesEnded), ("instances_purged", \.instancesPurged),
        ("instances_listed", \.listed), ("checkpoints", \.checkpoints),
        ("cells", \.cells), ("unread", \.unread), ("batch_unfed", \.batchLag), ("sources_unfed", \.sourceLag),
        ("tasks_in_flight", \.tasksInFlight),
        ("cached_instances", \.cachedInstances), ("cached_bytes", \.cachedBytes),
    ]

    package var values: [(name: String, value: UInt64)] {
        LaneStatistics.counters.map { ($0.name, self[keyPath: $0.path]) }
    }

    package mutating func add(_ other: LaneStatistics) {
        // Nothing but counters of one type, end to end: key paths would take most of a lane's round without work.
        withUnsafeMutableBytes(of: &self) { sums in
            let sums = sums.bindMemory(to: UInt64.self)
            withUnsafeBytes(of: other) { others in
                for (index, other) in others.bindMemory(to: UInt64.self).enumerated() { sums[index] += other }
            }
        }
    }

    mutating func count(_ disposition: Disposition, _ admission: Admission) {
        if case .feed(let feed) = admission, feed.topic != FedTopic.definitions {
            switch disposition {
            case .applied, .rejected, .kept: fed += 1
            // Where a record of a topic lies says nothing of where its events belong.
            case .forwarded: return fed += 1
            case .ignored, .gap, .beyond: break
            }
        }
        switch disposition {
        case .applied: applied += 1
        case .ignored: ignored += 1
        case .rejected: rejected += 1
        case .kept: kept += 1
        case .gap: gaps += 1
        case .forwarded: misrouted += 1
        case .beyond: break
        }
    }
}
