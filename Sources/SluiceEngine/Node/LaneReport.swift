/// How the lane of a slot is, for those who watch a node.
package struct LaneReport: Sendable {
    package let slot: Int
    /// Whether it folds.
    package let isOpen: Bool
    /// Whether it has folded what was there when it opened, and has not failed since.
    package let isReady: Bool
    /// How often it failed and was opened again.
    package let restarts: UInt64
    /// Why it failed, until it has got past that.
    package let fault: String?
    package let statistics: LaneStatistics
    /// The next event of each of its partitions.
    package let positions: [(partition: Int, next: Int64)]
    /// Those whose last stable offset stands still.
    package let standing: [Int]
}
