import CRocksDB
import SluiceEngine

extension Database {
    /// Calls `body` with the index of each key and its value, borrowed for the call; nil: it has none.
    func values(
        of keys: KeyList, in family: Family, _ body: (Int, UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) {
        try use { (open) throws(LogError) in
            try keys.forEachGroup { (first, keys, counts) throws(LogError) in
                try values(open, family, keys, counts) { body(first + $0, $1) }
            }
        }
    }

    func values(
        _ open: OpenDatabase, _ family: Family, _ keys: UnsafeBufferPointer<UnsafePointer<CChar>?>,
        _ counts: UnsafeBufferPointer<Int>, _ body: (Int, UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) {
        var failure: LogError?
        withUnsafeTemporaryAllocation(of: OpaquePointer?.self, capacity: keys.count) { values in
            withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: keys.count) { errors in
                rocksdb_batched_multi_get_cf(
                    open.handle, reading, open[family], keys.count, keys.baseAddress, counts.baseAddress,
                    values.baseAddress, errors.baseAddress, false)
                for index in keys.indices {
                    if let error = errors[index] {
                        failure = RocksError.take(error, path, "reading")
                    } else if let value = values[index] {
                        var count = 0
                        let bytes = rocksdb_pinnableslice_value(value, &count)
                        body(index, UnsafeRawBufferPointer(start: bytes, count: count))
                        rocksdb_pinnableslice_destroy(value)
                    } else {
                        body(index, nil)
                    }
                }
            }
        }
        if let failure { throw failure }
    }
}
