import CRocksDB
package import SluiceEngine
import Synchronization

/// One RocksDB database: opened, closed and, after a failed write, opened again. Used by any thread.
package final class Database: @unchecked Sendable {
    // `gate` guards `open`, `failure` and `isGivenUp`: who uses the database holds it for reading, who replaces it for
    // writing.
    private let gate = ReadWriteLock()
    private var open: OpenDatabase?
    private var failure: LogError?
    private var isGivenUp = false
    /// Options that were changed while it was open, for when it is opened again.
    private let changed = Mutex<[(name: String, value: String)]>([])
    package let path: String
    package let tuning: DatabaseTuning
    let cache: BlockCache
    private let synced: OpaquePointer
    private let unsynced: OpaquePointer
    let reading: OpaquePointer

    package init(path: String, tuning: DatabaseTuning, cache: BlockCache) throws(LogError) {
        self.path = path
        self.tuning = tuning
        self.cache = cache
        synced = rocksdb_writeoptions_create()!
        rocksdb_writeoptions_set_sync(synced, 1)
        unsynced = rocksdb_writeoptions_create()!
        reading = rocksdb_readoptions_create()!
        // For cells of an embedded log, which are deleted one by one. Ranges of records, and all cells of a place, are
        // deleted with a mark.
        if tuning.role != .store { rocksdb_readoptions_set_ignore_range_deletions(reading, 1) }
        open = try OpenDatabase(path, tuning, cache)
    }

    deinit {
        open?.close()
        rocksdb_writeoptions_destroy(synced)
        rocksdb_writeoptions_destroy(unsynced)
        rocksdb_readoptions_destroy(reading)
    }

    /// Runs `body` with the open database.
    @inline(__always)
    func use<Result>(_ body: (OpenDatabase) throws(LogError) -> Result) throws(LogError) -> Result {
        try gate.read { () throws(LogError) -> Result in
            guard let open else { throw failure ?? LogError(.closed, "\(path): closed") }
            return try body(open)
        }
    }

    /// Closes and opens it, which tells what of a failed write is there. When that fails, every use fails until it succeeds.
    package func reopen() throws(LogError) {
        try gate.write { () throws(LogError) in
            if isGivenUp, let failure { throw failure }
            open?.close()
            open = nil
            do throws(LogError) {
                let opened = try OpenDatabase(path, tuning, cache)
                for (name, value) in changed.withLock({ $0 }) { try? opened.set(name, value, path: path) }
                open = opened
                failure = nil
            } catch {
                failure = error
                throw error
            }
        }
    }

    /// Closes it for good: every use fails from now on, for what it holds is not to be gone on with.
    package func giveUp(_ error: LogError) {
        gate.write {
            open?.close()
            open = nil
            failure = error
            isGivenUp = true
        }
    }

    package func close() {
        gate.write {
            open?.close()
            open = nil
            failure = nil
        }
    }

    /// Writes a batch, all of it or nothing, and returns when it is on disk.
    ///
    /// - Throws: the write may have happened all the same: ``reopen()`` tells.
    package func write(_ batch: UnsafeRawBufferPointer) throws(LogError) {
        let copy = rocksdb_writebatch_create_from(batch.baseAddress?.assumingMemoryBound(to: CChar.self), batch.count)!
        defer { rocksdb_writebatch_destroy(copy) }
        try write(copy)
    }

    /// The same for a checkpoint.
    ///
    /// - Parameter isSynced: whether to wait for the disk: else the end of what was written may be lost with the power, in
    ///   the order of the writes.
    package func write(_ batch: borrowing StateBatch, isSynced: Bool = true) throws(LogError) {
        try write(batch.handle, isSynced: isSynced)
    }

    /// Begins a batch for the database's families. What is put into it by another than who opens the database again is put
    /// within ``hold(_:)``.
    package func begin(_ batch: inout StateBatch) throws(LogError) {
        try use { (open) throws(LogError) in batch.begin(open) }
    }

    /// Lets a batch that was begun go on, though the database may have been opened again since.
    package func goOn(_ batch: inout StateBatch) throws(LogError) {
        try use { (open) throws(LogError) in batch.families = open.families }
    }

    /// Runs `body` while nobody opens the database again: batches keep its handles.
    package func hold<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        try use { (_) throws(LogError) in try body() }
    }

    private func write(_ batch: OpaquePointer, isSynced: Bool = true) throws(LogError) {
        let fault = tuning.options.writeFault?(path)
        if case .before(let error)? = fault { throw error }
        try use { (open) throws(LogError) in
            try RocksError.check(path, "writing") {
                rocksdb_write(open.handle, isSynced ? synced : unsynced, batch, $0)
            }
        }
        if case .after(let error)? = fault { throw error }
    }

    /// The value under `key`; nil: there is none.
    package func get(_ key: [UInt8], in family: Family = .main) throws(LogError) -> [UInt8]? {
        try use { (open) throws(LogError) -> [UInt8]? in
            var count = 0
            let value = try RocksError.check(path, "reading") { error in
                key.withUnsafeBytes { key in
                    rocksdb_get_cf(
                        open.handle, reading, open[family], key.baseAddress?.assumingMemoryBound(to: CChar.self),
                        key.count, &count, error)
                }
            }
            guard let value else { return nil }
            defer { rocksdb_free(value) }
            return [UInt8](UnsafeRawBufferPointer(start: value, count: count))
        }
    }

    /// Runs `body` with an iterator over the keys from `lower` on, below `upper`.
    package func iterate<Result>(
        from lower: [UInt8], below upper: [UInt8], in family: Family = .main, walk: DatabaseIterator.Walk = .near,
        _ body: (borrowing DatabaseIterator) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try use { (open) throws(LogError) -> Result in
            let iterator = DatabaseIterator(open, family, path: path, lower: lower, upper: upper, walk: walk)
            return try body(iterator)
        }
    }
}

extension Database {
    /// On this thread RocksDB no longer counts what it does: every comparison of two keys, unless told so.
    package static func stopCounting() { rocksdb_set_perf_level(Int32(rocksdb_disable)) }

    /// Changes an option of every family, for as long as this object lives.
    package func set(_ name: String, _ value: String) throws(LogError) {
        changed.withLock { changed in
            changed.removeAll { $0.name == name }
            changed.append((name, value))
        }
        try use { (open) throws(LogError) in try open.set(name, value, path: path) }
    }

    /// A number that RocksDB keeps, of all families together; 0 when it does not tell.
    package func property(_ name: StaticString) -> Int {
        let value = try? use { (open) throws(LogError) -> UInt64 in
            open.families.reduce(0) { sum, family in
                var value: UInt64 = 0
                return rocksdb_property_int_cf(open.handle, family, "\(name)", &value) == 0 ? sum + value : sum
            }
        }
        return Int(value ?? 0)
    }
}
