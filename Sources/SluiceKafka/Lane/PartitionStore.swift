import SluiceEngine

/// The committed cells of one partition with their derived index, in the order of their keys. Confined to a lane's thread.
protocol PartitionStore: AnyObject {
    func get(_ key: [UInt8]) -> [UInt8]?
    /// Calls `body` with the cells from `key` on, below `end`, in order, until it returns false.
    func scan(
        from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool)
    /// Cells in ascending order of their keys.
    func apply(_ cells: CellBatch)
}
