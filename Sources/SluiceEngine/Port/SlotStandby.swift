/// Keeps this node's store of a slot near the last committed checkpoint while another node holds the slot, so that opening
/// it here restores only what is left. Runs until it is closed, or until the slot is opened on this log.
package protocol SlotStandby: AnyObject, Sendable {
    /// How far each partition of the slot is, in their order.
    var progress: [StandbyProgress] { get }
    /// Ends it and returns when it writes no more. Can be called again.
    func close()
}

/// How near one partition of a standby is to what is committed.
package struct StandbyProgress: Equatable, Sendable {
    package var partition: Int
    /// The next event that the store's state has not folded: of its ``Position``.
    package var next: Int64
    /// Records of the committed state that are not applied yet, as far as is known; marks that hold nothing count too.
    package var recordsBehind: Int64
    /// Whether the store was brought to the end once, with a state hash that is right, and has been followed since.
    package var isWarm: Bool

    package init(partition: Int, next: Int64, recordsBehind: Int64, isWarm: Bool) {
        self.partition = partition
        self.next = next
        self.recordsBehind = recordsBehind
        self.isWarm = isWarm
    }
}
