import CRocksDB
import Glibc
import SluiceEngine

/// The handles of an open database and its column families.
package struct OpenDatabase {
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
        do throws(LogError) {
            handle = try RocksError.check(path, "opening") {
                rocksdb_open_column_families(
                    options[0], path, Int32(kinds.count), &names, &optional, &opened, $0)
            }!
        } catch  where error.code == .io {
            // RocksDB opens all families of a database or none.
            throw Self.unknownFamilies(path, tuning.role, options[0]) ?? error
        }
        families = opened.map { $0! }
        // Write batches name families by number.
        for (family, found) in zip(kinds, families) {
            precondition(rocksdb_column_family_handle_get_id(found) == UInt32(family.rawValue))
        }
    }

    /// What to make of families that the database has and this role does not; nil: there are none.
    private static func unknownFamilies(
        _ path: String, _ role: DatabaseTuning.Role, _ options: OpaquePointer
    ) -> LogError? {
        var count = 0
        let list = try? RocksError.check(path, "opening") { rocksdb_list_column_families(options, path, &count, $0) }
        guard let list else { return nil }
        defer { rocksdb_list_column_families_destroy(list, count) }
        let found = (0..<count).compactMap { list[$0].map { String(cString: $0) } }
        let unknown = found.filter { name in !role.families.contains { $0.name == name } }
        if let name = unknown.first(where: { name in !Family.allCases.contains { $0.name == name } }) {
            return LogError(
                .mismatch,
                "\(path): has the column family \(name), which this release does not know; use the newer release that wrote it"
            )
        }
        if unknown.isEmpty { return nil }
        return LogError(.mismatch, "\(path): does not hold \(role): were the folders exchanged?")
    }

    subscript(family: Family) -> OpaquePointer { families[family.rawValue] }

    /// Changes an option of every family.
    func set(_ name: String, _ value: String, path: String) throws(LogError) {
        try RocksError.check(path, "setting an option") { error in
            name.withCString { name in
                value.withCString { value in
                    var (names, values) = (Optional(name), Optional(value))
                    for family in families where error.pointee == nil {
                        rocksdb_set_options_cf(handle, family, 1, &names, &values, error)
                    }
                }
            }
        }
    }

    func close() {
        for family in families { rocksdb_column_family_handle_destroy(family) }
        rocksdb_close(handle)
    }
}
