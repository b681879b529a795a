import CRocksDB
package import SluiceEngine

extension Database {
    /// About how many bytes of table files the keys from `lower` on, below `upper`, take; what is in memtables counts
    /// nothing.
    package func size(from lower: [UInt8], below upper: [UInt8], in family: Family) throws(LogError) -> Int {
        try use { (open) throws(LogError) -> Int in
            var size: UInt64 = 0
            try RocksError.check(path, "measuring") { error in
                lower.withUnsafeBytes { lower in
                    upper.withUnsafeBytes { upper in
                        var start = lower.baseAddress?.assumingMemoryBound(to: CChar.self)
                        var limit = upper.baseAddress?.assumingMemoryBound(to: CChar.self)
                        var startCount = lower.count
                        var limitCount = upper.count
                        rocksdb_approximate_sizes_cf(
                            open.handle, open[family], 1, &start, &startCount, &limit, &limitCount, &size, error)
                    }
                }
            }
            return Int(size)
        }
    }
}
