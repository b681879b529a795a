/// Keeps a copy of a slot's committed state up to date, so that opening the slot here restores only the last moment.
package protocol SlotStandby: AnyObject, Sendable {
    /// How far each of the slot's partitions has come, in their order.
    var progress: [StandbyProgress] { get }
    /// Ends it. What it has brought in stays.
    func close()
}

/// How far a standby of one partition has come.
package struct StandbyProgress: Equatable, Sendable {
    package var partition: Int
    /// The next event that the copy does not reflect.
    package var next: Int64
    /// Records of checkpoints that are known of and not applied yet.
    package var recordsBehind: Int64
    /// Whether it has been at the end: from then on it lags a checkpoint at most.
    package var isWarm: Bool

    package init(partition: Int, next: Int64, recordsBehind: Int64, isWarm: Bool) {
        self.partition = partition
        self.next = next
        self.recordsBehind = recordsBehind
        self.isWarm = isWarm
    }
}
