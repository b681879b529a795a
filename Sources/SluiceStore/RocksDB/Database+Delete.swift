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

extension Database {
    /// Removes a database that nobody has open.
    static func destroy(_ path: String) throws(LogError) {
        let options = rocksdb_options_create()!
        defer { rocksdb_options_destroy(options) }
        try RocksError.check(path, "removing it") { rocksdb_destroy_db(options, path, $0) }
    }
}
