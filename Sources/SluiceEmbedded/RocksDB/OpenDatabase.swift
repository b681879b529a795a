import CRocksDB
import Glibc
import SluiceEngine

/// The handles of an open database and its column families.
struct OpenDatabase {
    let handle: OpaquePointer
    /// By ``Family``.
    let families: [OpaquePointer]

    /// Opens it; makes it and its families where they are missing.
    init(_ path: String, _ tuning: DatabaseTuning, _ cache: BlockCache) throws(LogError) {
        let kinds = tuning.role.families
        let options = kinds.map { tuning.make($0, cache: cache.handle) }
        defer { for option in options { rocksdb_options_destroy(option) } }
        var names = kinds.map { UnsafePointer(strdup($0.name)) }
        defer { for name in names { free(UnsafeMutablePointer(mutating: name)) } }
        var optional = options.map { Optional($0) }
        var opened = [OpaquePointer?](repeating: nil, count: kinds.count)
        handle = try RocksError.check(path, "opening") {
            rocksdb_open_column_families(
                options[0], path, Int32(kinds.count), &names, &optional, &opened, $0)
        }!
        families = opened.map { $0! }
        // Write batches name families by number.
        for (family, found) in zip(kinds, families) {
            precondition(rocksdb_column_family_handle_get_id(found) == UInt32(family.rawValue))
        }
    }

    subscript(family: Family) -> OpaquePointer { families[family.rawValue] }

    func close() {
        for family in families { rocksdb_column_family_handle_destroy(family) }
        rocksdb_close(handle)
    }
}
