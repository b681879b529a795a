package import SluiceEngine
import SluiceKernel

extension PartitionRestore {
    private static let scanBytes = 4 << 20

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
        try database.begin(&batch)
        batch.put(loading: row)
        try share.write(batch)
    }

    /// Reads all cells once: their sum, and the index that follows from them.
    func scan(shouldStop: () -> Bool) throws(LogError) {
        let database = share.store.database
        let place = row.place
        try database.begin(&batch)
        batch.deleteRange(from: place.first, below: place.end, in: .index)
        var sum = StateHash()
        let definition: ([UInt8]) -> [UInt8]? = { (try? database.get(place.key($0))) ?? nil }
        try database.iterate(from: place.first, below: place.end, in: .main, cached: false) {
            (iterator) throws(LogError) in
            iterator.seekToFirst()
            while iterator.isValid {
                let (key, value) = (UnsafeRawBufferPointer(rebasing: iterator.key[2...]), iterator.value)
                sum.add(StateHash.cell(key: key, value: value))
                do throws(CodecError) {
                    try derivation.rows(of: key, value, definition: definition) { batch.put(index: $0, at: place) }
                } catch {
                    throw LogError(
                        .corrupt, "the index of partition \(row.origin.partition) cannot be rebuilt: \(error)")
                }
                if batch.byteCount > PartitionRestore.scanBytes {
                    if shouldStop() { throw LogError(.closed, "no longer wanted") }
                    try share.write(batch)
                    try database.begin(&batch)
                }
                iterator.next()
            }
            try iterator.check()
        }
        row.sum = sum
        row.isIndexed = true
        if way == .load { batch.put(loading: row) } else { batch.put(used: row) }
        try share.write(batch)
    }

    /// What was loaded takes the place of what was in use, which is deleted.
    package func use() throws(LogError) {
        let old = try share.store.used(row.origin.partition)
        try share.store.database.begin(&batch)
        batch.put(used: row)
        batch.delete(StoreKey.loading(row.origin.partition))
        if let old, old.place != row.place { batch.clear(old.place) }
        try share.write(batch, isSynced: true)
        share.store.trust(row.origin.partition)
        guard let old, old.place != row.place else { return }
        for family in [Family.main, .index] {
            try share.store.database.deleteFiles(from: old.place.first, through: old.place.end, in: family)
        }
    }
}
