/// What a node's restores and standbys did since it started.
package struct RestoreStatistics: Equatable, Sendable {
    /// Records of `checkpoints` that were read.
    package var records = 0
    /// Partitions that were loaded from the topic's first record.
    package var loads = 0
    /// Partitions whose store was found to differ from a sound topic.
    package var differences = 0

    package init() {}
}
