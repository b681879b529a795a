import SluiceStore

/// A group ready to be written.
struct BuiltGroup: ~Copyable {
    var batch: WriteBatch
    var runs: [CommittedGroup.Run]
    /// Whether it has records of `batch`.
    var hasBatch: Bool

    /// What it is once it is written.
    consuming func committed() -> CommittedGroup {
        CommittedGroup(buffer: batch.takeBuffer(), runs: runs, hasBatch: hasBatch)
    }
}
