package import SluiceKernel

/// What a lane counted since it was opened.
package struct LaneStatistics: Sendable, Equatable {
    package var records: UInt64 = 0
    package var events: UInt64 = 0
    package var applied: UInt64 = 0
    package var ignored: UInt64 = 0
    package var rejected: UInt64 = 0
    package var kept: UInt64 = 0
    package var gaps: UInt64 = 0
    package var timersFired: UInt64 = 0
    package var tasksDispatched: UInt64 = 0
    package var instancesStarted: UInt64 = 0
    package var instancesEnded: UInt64 = 0
    package var instancesPurged: UInt64 = 0
    package var checkpoints: UInt64 = 0
    package var checkpointBytes: UInt64 = 0
    package var cells: UInt64 = 0
    package var unread: UInt64 = 0
    package var pendingTasks: UInt64 = 0
    package var cachedInstances: UInt64 = 0

    package init() {}

    mutating func count(_ disposition: Disposition) {
        switch disposition {
        case .applied: applied += 1
        case .ignored: ignored += 1
        case .rejected: rejected += 1
        case .kept: kept += 1
        case .gap: gaps += 1
        case .beyond: break
        }
    }
}

extension LaneStatistics {
    mutating func add(_ other: LaneStatistics, lane: PartitionLane, end: Int64) {
        records += other.records
        events += other.events
        applied += other.applied
        ignored += other.ignored
        rejected += other.rejected
        kept += other.kept
        gaps += other.gaps
        timersFired += other.timersFired
        tasksDispatched += other.tasksDispatched
        instancesStarted += other.instancesStarted
        instancesEnded += other.instancesEnded
        instancesPurged += other.instancesPurged
        cells += other.cells
        unread += UInt64(max(0, end - lane.next))
        pendingTasks += UInt64(lane.tasks.inFlight.count)
        cachedInstances += UInt64(lane.table.count)
    }
}
