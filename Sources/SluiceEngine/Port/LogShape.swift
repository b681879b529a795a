import SluiceKernel

/// How a log is cut: fixed when it is made, recorded in it, and a node that expects another shape refuses to start.
package struct LogShape: Equatable, Sendable {
    /// Partitions of `events`; an instance id fixes its partition for ever.
    package let partitions: Int
    /// Lanes that can own them; `partitions` is a multiple of it.
    package let slots: Int

    /// - Precondition: `1 ≤ slots ≤ partitions ≤ 1024` and `partitions % slots == 0`.
    package init(partitions: Int, slots: Int) {
        precondition(slots >= 1 && partitions >= slots && partitions <= 1_024 && partitions % slots == 0)
        self.partitions = partitions
        self.slots = slots
    }

    /// The partitions that `slot` owns.
    package func partitions(of slot: Int) -> Range<Int> {
        let share = partitions / slots
        return slot * share..<(slot + 1) * share
    }

    /// The partition of an instance id.
    package func partition(of id: UnsafeRawBufferPointer) -> Int {
        Int(PartitionPlace.home(of: id, among: UInt32(partitions)))
    }

    package func partition(of id: [UInt8]) -> Int { id.withUnsafeBytes { partition(of: $0) } }
}
