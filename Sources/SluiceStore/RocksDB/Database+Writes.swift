import CRocksDB
package import SluiceEngine

extension Database {
    /// The number of the last write. Each key that is put or deleted counts.
    package func sequence() throws(LogError) -> UInt64 {
        try use { (open) throws(LogError) in rocksdb_get_latest_sequence_number(open.handle) }
    }

    /// Calls `body` with every batch written behind the write `start` and up to `end`, oldest first, as far as the write-ahead
    /// log was kept. A batch has the number of its first write.
    package func forEachWrite(
        after start: UInt64, through end: UInt64, _ body: (_ batch: [UInt8]) -> Void
    ) throws(LogError) {
        try use { (open) throws(LogError) in
            let iterator = try RocksError.check(path, "reading the write-ahead log") {
                rocksdb_get_updates_since(open.handle, start, nil, $0)
            }
            guard let iterator else { return }
            defer { rocksdb_wal_iter_destroy(iterator) }
            while rocksdb_wal_iter_valid(iterator) != 0 {
                var sequence: UInt64 = 0
                let batch = rocksdb_wal_iter_get_batch(iterator, &sequence)
                defer { rocksdb_writebatch_destroy(batch) }
                if sequence > end { return }
                if sequence > start {
                    var count = 0
                    let bytes = rocksdb_writebatch_data(batch, &count)
                    body(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
                }
                rocksdb_wal_iter_next(iterator)
            }
            try RocksError.check(path, "reading the write-ahead log") { rocksdb_wal_iter_status(iterator, $0) }
        }
    }
}
