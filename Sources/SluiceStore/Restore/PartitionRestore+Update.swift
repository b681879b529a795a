import SluiceEngine
import SluiceKernel

extension PartitionRestore {
    /// Writes the cells taken over those in use; the sum and the index follow what was there before.
    func writeUpdate() throws(LogError) {
        arena.sort()
        try share.store.database.hold { () throws(LogError) in
            try share.store.database.begin(&batch)
            try updateCells()
            batch.put(used: row)
        }
        try share.write(batch)
    }

    private func updateCells() throws(LogError) {
        var keys = KeyList()
        for cell in arena.cells { keys.add(arena.key(cell)) }
        let database = share.store.database
        var derivation = derivation
        var changes = CellChanges(row: row)
        try database.values(of: keys, in: .main) { index, old in
            let cell = arena.cells[index]
            let (key, new) = (arena.cellKey(cell), arena.value(cell))
            if let old, let new, old.elementsEqual(new) { return }
            changes.note(key, old, new)
            guard changes.isIndexed else { return }
            let definition: ([UInt8]) -> [UInt8]? = { wanted in
                if let found = self.arena.find(wanted) { return self.arena.value(found).map { Array($0) } }
                return (try? database.get(self.row.place.key(wanted))) ?? nil
            }
            do throws(CodecError) {
                if let old { try derivation.rows(of: key, old, definition: definition) { changes.deleted.append($0) } }
                if let new { try derivation.rows(of: key, new, definition: definition) { changes.put.append($0) } }
            } catch {
                // A scan makes it, once everything is there that it follows from.
                changes.isIndexed = false
            }
        }
        self.derivation = derivation
        for cell in arena.cells {
            if let value = arena.value(cell) {
                batch.put(arena.key(cell), value, in: .main)
            } else {
                batch.delete(arena.cellKey(cell), at: row.place)
            }
        }
        // A row that is deleted and put is there: within a batch the later counts.
        for key in changes.deleted { key.withUnsafeBytes { batch.delete($0, at: row.place) } }
        for key in changes.put { batch.put(index: key, at: row.place) }
        row.sum = changes.sum
        row.isIndexed = changes.isIndexed
    }
}

/// What an update changes besides the cells.
private struct CellChanges {
    var sum: StateHash
    var isIndexed: Bool
    var deleted: [[UInt8]] = []
    var put: [[UInt8]] = []

    init(row: StoreRow) {
        sum = row.sum
        isIndexed = row.isIndexed
    }

    mutating func note(_ key: UnsafeRawBufferPointer, _ old: UnsafeRawBufferPointer?, _ new: UnsafeRawBufferPointer?) {
        if let old { sum.subtract(StateHash.cell(key: key, value: old)) }
        if let new { sum.add(StateHash.cell(key: key, value: new)) }
    }
}
