import CRocksDB
import SluiceEngine

extension Database {
    /// The number of the last write. Each key that is put or deleted counts.
    func sequence() throws(LogError) -> UInt64 {
        try use { (open) throws(LogError) in rocksdb_get_latest_sequence_number(open.handle) }
    }

    /// Every batch written since the database was made, oldest first, with the number of its first write, as far as its
    /// write-ahead log was kept.
    func writes() throws(LogError) -> [(sequence: UInt64, bytes: [UInt8])] {
        try use { (open) throws(LogError) -> [(sequence: UInt64, bytes: [UInt8])] in
            let iterator = try RocksError.check(path, "reading the write-ahead log") {
                rocksdb_get_updates_since(open.handle, 0, nil, $0)
            }
            guard let iterator else { return [] }
            defer { rocksdb_wal_iter_destroy(iterator) }
            var batches: [(sequence: UInt64, bytes: [UInt8])] = []
            while rocksdb_wal_iter_valid(iterator) != 0 {
                var sequence: UInt64 = 0
                let batch = rocksdb_wal_iter_get_batch(iterator, &sequence)
                defer { rocksdb_writebatch_destroy(batch) }
                var count = 0
                let bytes = rocksdb_writebatch_data(batch, &count)
                batches.append((sequence, Array(UnsafeRawBufferPointer(start: bytes, count: count))))
                rocksdb_wal_iter_next(iterator)
            }
            try RocksError.check(path, "reading the write-ahead log") { rocksdb_wal_iter_status(iterator, $0) }
            return batches
        }
    }
}
