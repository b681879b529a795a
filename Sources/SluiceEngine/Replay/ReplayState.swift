/// Where a replay keeps the cells that it folds: of one partition, and of nobody else. Used by one thread at a time.
package protocol ReplayState: AnyObject {
    /// Where the cells stand: the fold goes on from here.
    var position: Position { get }
    func get(_ key: [UInt8]) throws(LogError) -> [UInt8]?
    /// Notes which of `cells` are surely not there.
    func look(up cells: inout CellLookups) throws(LogError)
    /// Calls `body` with the cells from `key` on, below `end`, in order, until it returns false.
    func scan(
        from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LogError)
    func apply(_ part: Checkpoint.Part) throws(LogError)
    /// Writes rows that are no cells: their keys begin with ``EndRow/kind``, in ascending order.
    func put(_ rows: CellBatch) throws(LogError)
}
