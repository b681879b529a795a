import SluiceKernel

/// The instances that a batch is about and memory does not hold: new ones, and those that wait in the store. They are asked
/// for together, before the batch is folded.
struct InstanceLookups {
    /// Fewer are looked up one by one.
    private static let worthwhile = 4
    /// Events that never got as far as to look for their instance stay behind: how far to look past them.
    private static let reach = 64

    /// So many are enough at a time, over all records: the others are looked up one by one, or the next time.
    private static let most = 4_096

    private var cells = CellLookups()
    private var next = 0

    var isFull: Bool { cells.count >= InstanceLookups.most }

    /// Adds an instance that is not in the table.
    @inline(__always)
    mutating func add(_ id: UnsafeRawBufferPointer) {
        if cells.count > 0, isInstance(cells.count - 1, id) { return }
        cells.add { CellKey.append(instance: id, to: &$0) }
    }

    mutating func ask(_ log: any LaneLog, _ partition: Int) {
        next = 0
        if cells.count < InstanceLookups.worthwhile { cells.removeAll() } else { log.look(partition, up: &cells) }
    }

    /// Calls `body` with what the store has of instance `id`, as far as that is known. They are asked for in their order.
    mutating func withAnswer<Result>(for id: UnsafeRawBufferPointer, _ body: (CellLookups.Answer) -> Result) -> Result {
        for index in next..<max(next, min(cells.count, next + InstanceLookups.reach)) where isInstance(index, id) {
            next = index + 1
            return cells.withAnswer(index, body)
        }
        return body(.unknown)
    }

    /// The key is that of the instance: its kind, and the id.
    private func isInstance(_ index: Int, _ id: UnsafeRawBufferPointer) -> Bool {
        cells.withKey(index) { UnsafeRawBufferPointer(rebasing: $0[1...]).isEqual(to: id) }
    }

    /// What was learnt holds while one batch is folded.
    mutating func removeAll() {
        cells.removeAll()
        next = 0
    }
}
