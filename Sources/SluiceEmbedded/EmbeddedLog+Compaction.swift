import SluiceStore

extension EmbeddedLog {
    /// Whether table files are being written or merged, or wait to be.
    package var isCompacting: Bool {
        let work: [StaticString] = [
            "rocksdb.mem-table-flush-pending", "rocksdb.num-running-flushes", "rocksdb.compaction-pending",
            "rocksdb.num-running-compactions",
        ]
        return [core.events.database, core.state.database].contains { database in
            work.contains { database.property($0) > 0 }
        }
    }
}
