import CRocksDB
import SluiceEngine

/// A table file that is written apart from any database, in the order of its keys, and then taken into one whole.
struct TableFile: ~Copyable {
    let path: String
    private let writer: OpaquePointer
    private let options: OpaquePointer
    private let environment: OpaquePointer

    /// Begins a file for a family of `database`; one that is there already is overwritten.
    init(_ path: String, for database: Database, _ family: Family) throws(LogError) {
        self.path = path
        options = database.makeOptions(family)
        // What is loaded is soon merged with what comes next: compressing it would be done twice.
        rocksdb_options_set_compression(options, Int32(rocksdb_no_compression))
        rocksdb_options_set_compression_per_level(options, nil, 0)
        environment = rocksdb_envoptions_create()!
        writer = rocksdb_sstfilewriter_create(environment, options)!
        let writer = writer
        try RocksError.check(path, "creating it") { rocksdb_sstfilewriter_open(writer, path, $0) }
    }

    deinit {
        rocksdb_sstfilewriter_destroy(writer)
        rocksdb_envoptions_destroy(environment)
        rocksdb_options_destroy(options)
    }

    /// Adds what comes behind everything added before. A nil value: the key is deleted.
    func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(LogError) {
        let name = key.baseAddress?.assumingMemoryBound(to: CChar.self)
        try RocksError.check(path, "writing") { error in
            if let value {
                let bytes = value.baseAddress?.assumingMemoryBound(to: CChar.self)
                rocksdb_sstfilewriter_put(writer, name, key.count, bytes, value.count, error)
            } else {
                rocksdb_sstfilewriter_delete(writer, name, key.count, error)
            }
        }
    }

    func finish() throws(LogError) {
        try RocksError.check(path, "finishing it") { rocksdb_sstfilewriter_finish(writer, $0) }
    }
}

extension Database {
    func makeOptions(_ family: Family) -> OpaquePointer { tuning.make(family, cache: cache.handle) }

    /// Takes a finished table file over: all of it is there, and durable, or nothing.
    func ingest(_ path: String, into family: Family) throws(LogError) {
        let options = rocksdb_ingestexternalfileoptions_create()!
        defer { rocksdb_ingestexternalfileoptions_destroy(options) }
        rocksdb_ingestexternalfileoptions_set_move_files(options, 1)
        try use { (open) throws(LogError) in
            try RocksError.check(self.path, "taking a table file over") { error in
                path.withCString { path in
                    var files: [UnsafePointer<CChar>?] = [path]
                    rocksdb_ingest_external_file_cf(open.handle, open[family], &files, 1, options, error)
                }
            }
        }
    }
}
