import SluiceKernel

/// The instances that a batch is about to start. Nearly all are new, and what that costs to find out is asked for all of
/// them at once, before the batch is folded.
struct StartLookups {
    /// Fewer are looked up one by one.
    private static let worthwhile = 4
    /// Starts that never got as far as to look for their instance stay behind: how far to look past them.
    private static let reach = 4

    /// So many are enough at a time, over all records: the others are looked up one by one, or the next time.
    private static let most = 4_096

    private var cells = CellLookups()
    private var next = 0

    var isFull: Bool { cells.count >= StartLookups.most }

    /// Adds an instance that is not in the table.
    @inline(__always)
    mutating func add(_ id: UnsafeRawBufferPointer) { cells.add { CellKey.append(instance: id, to: &$0) } }

    mutating func ask(_ log: any LaneLog, _ partition: Int) {
        next = 0
        if cells.count < StartLookups.worthwhile { cells.removeAll() } else { log.look(partition, up: &cells) }
    }

    /// Whether the store surely has no instance `id`. Starts are asked for in their order.
    mutating func isAbsent(_ id: UnsafeRawBufferPointer) -> Bool {
        var index = next
        while index < min(cells.count, next + StartLookups.reach) {
            // The key is that of the instance: its kind, and the id.
            let isIt = cells.withKey(index) { UnsafeRawBufferPointer(rebasing: $0[1...]).isEqual(to: id) }
            if isIt {
                next = index + 1
                return cells.isAbsent(index)
            }
            index += 1
        }
        return false
    }

    /// What was learnt holds while one batch is folded.
    mutating func removeAll() {
        cells.removeAll()
        next = 0
    }
}
