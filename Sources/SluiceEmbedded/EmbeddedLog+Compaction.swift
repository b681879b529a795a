extension EmbeddedLog {
    /// Whether table files are being written or merged, or wait to be.
    package var isCompacting: Bool {
        DatabasePair(events: core.events.database, state: core.state.database).isCompacting
    }
}

extension DatabasePair {
    /// Whether table files are being written or merged, or wait to be.
    var isCompacting: Bool {
        let work: [StaticString] = [
            "rocksdb.mem-table-flush-pending", "rocksdb.num-running-flushes", "rocksdb.compaction-pending",
            "rocksdb.num-running-compactions",
        ]
        return [events, state].contains { database in work.contains { database.property($0) > 0 } }
    }
}
