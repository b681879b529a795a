import CRocksDB
package import SluiceEngine

extension Database {
    /// Deletes the table files that hold nothing but keys from `first` through `last`, at once.
    package func deleteFiles(from first: [UInt8], through last: [UInt8], in family: Family) throws(LogError) {
        try use { (open) throws(LogError) in
            try RocksError.check(path, "deleting files") { error in
                first.withUnsafeBytes { first in
                    last.withUnsafeBytes { last in
                        rocksdb_delete_file_in_range_cf(
                            open.handle, open[family], first.baseAddress?.assumingMemoryBound(to: CChar.self),
                            first.count,
                            last.baseAddress?.assumingMemoryBound(to: CChar.self), last.count, error)
                    }
                }
            }
        }
    }
}
