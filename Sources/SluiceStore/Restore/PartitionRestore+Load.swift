package import SluiceEngine
import SluiceKernel

extension PartitionRestore {
    private static let indexBytes = 4 << 20

    /// Writes the cells taken as a table file, then the row: whoever goes on after a crash between the two reads the same
    /// records again.
    func writeBulk() throws(LogError) {
        let database = share.store.database
        if !arena.isEmpty {
            arena.sort()
            let file = try TableFile("\(share.store.folder)/load.\(row.place.number).sst", for: database, .main)
            for cell in arena.cells { try file.add(arena.key(cell), arena.value(cell)) }
            try file.finish()
            if share.isOver { throw LogError(.fenced, "partition \(row.origin.partition) has another holder") }
            try database.ingest(file.path, into: .main)
            row.isIndexed = false
        }
        try database.hold { () throws(LogError) in
            try database.begin(&batch)
            batch.put(loading: row)
        }
        try share.write(batch)
    }

    /// Makes the sum and the index of cells that all lie in the arena.
    func indexArena(shouldStop: () -> Bool) throws(LogError) {
        try beginIndex()
        var sum = StateHash()
        let definition: ([UInt8]) -> [UInt8]? = { key in
            self.arena.find(key).flatMap { self.arena.value($0) }.map { Array($0) }
        }
        for cell in arena.cells {
            guard let value = arena.value(cell) else { continue }
            try index(arena.cellKey(cell), value, &sum, definition, shouldStop)
        }
        try endIndex(sum)
    }

    /// Reads all cells once: their sum, and the index that follows from them.
    func scan(shouldStop: () -> Bool) throws(LogError) {
        let (database, place) = (share.store.database, row.place)
        try beginIndex()
        var sum = StateHash()
        let definition: ([UInt8]) -> [UInt8]? = { (try? database.get(place.key($0))) ?? nil }
        try database.iterate(from: place.first, below: place.end, in: .main, walk: .whole) {
            (iterator) throws(LogError) in
            iterator.seekToFirst()
            while iterator.isValid {
                let key = UnsafeRawBufferPointer(rebasing: iterator.key[2...])
                try index(key, iterator.value, &sum, definition, shouldStop)
                iterator.next()
            }
            try iterator.check()
        }
        try endIndex(sum)
    }

    private func beginIndex() throws(LogError) {
        try share.store.database.begin(&batch)
        batch.deleteRange(from: row.place.first, below: row.place.end, in: .index)
    }

    private func index(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ sum: inout StateHash,
        _ definition: ([UInt8]) -> [UInt8]?, _ shouldStop: () -> Bool
    ) throws(LogError) {
        sum.add(StateHash.cell(key: key, value: value))
        do throws(CodecError) {
            try derivation.rows(of: key, value, definition: definition) { batch.put(index: $0, at: row.place) }
        } catch {
            throw LogError(.corrupt, "the index of partition \(row.origin.partition) cannot be rebuilt: \(error)")
        }
        guard batch.byteCount > PartitionRestore.indexBytes else { return }
        if shouldStop() { throw LogError(.closed, "no longer wanted") }
        try share.write(batch)
        try share.store.database.begin(&batch)
    }

    private func endIndex(_ sum: StateHash) throws(LogError) {
        row.sum = sum
        row.isIndexed = true
        if way == .load { batch.put(loading: row) } else { batch.put(used: row) }
        try share.write(batch)
    }

    /// What was loaded takes the place of what was in use, which is deleted.
    package func use() throws(LogError) {
        let old = try share.store.used(row.origin.partition)
        try share.store.database.hold { () throws(LogError) in
            try share.store.database.begin(&batch)
            batch.put(used: row)
            batch.delete(StoreKey.loading(row.origin.partition))
            if let old, old.place != row.place { batch.clear(old.place) }
        }
        try share.write(batch, isSynced: true)
        share.store.trust(row.origin.partition)
        guard let old, old.place != row.place else { return }
        for family in [Family.main, .index] {
            try share.store.database.deleteFiles(from: old.place.first, through: old.place.end, in: family)
        }
    }
}
