/// The layout of the `checkpoints` topic: a record per cell, key and value as in the state, null for a deleted one; and the
/// position record, last in each transaction that touches its partition.
package enum CheckpointRecord {
    /// Key of the position record: a kind that no cell has.
    package static let positionKey: [UInt8] = [0x00]
}
