import CRocksDB

/// How a database and its families are set up. Databases of one log share the block cache.
package struct DatabaseTuning {
    package enum Role {
        /// Records of an embedded log.
        case events
        /// Cells and outputs of an embedded log.
        case state
        /// Cells that a topic has too.
        case store

        /// In the order of their numbers.
        var families: [Family] {
            switch self {
            case .events: [.main]
            case .state: [.main, .index, .outputs]
            case .store: [.main, .index]
            }
        }
    }

    package var role: Role
    package var options: DatabaseOptions

    package init(role: Role, options: DatabaseOptions) {
        self.role = role
        self.options = options
    }

    /// - Returns: options of a family, those of the database with the main one's, to be destroyed by the caller.
    func make(_ family: Family, cache: OpaquePointer) -> OpaquePointer {
        let memtableBytes =
            switch family {
            case .main: options.memtableBytes
            case .index: options.memtableBytes / 4
            case .outputs: options.memtableBytes / 2
            }
        let made = rocksdb_options_create()!
        rocksdb_options_set_create_if_missing(made, 1)
        rocksdb_options_set_create_missing_column_families(made, 1)
        // What a family that is seldom flushed keeps from being deleted: opening reads it all.
        rocksdb_options_set_max_total_wal_size(made, UInt64(options.memtableBytes) * 4)
        rocksdb_options_set_paranoid_checks(made, 1)
        // A hole in the log is refused; only an unfinished write at its very end is dropped: it was never acknowledged.
        rocksdb_options_set_wal_recovery_mode(
            made,
            Int32(
                options.dropsDamagedTail
                    ? rocksdb_point_in_time_recovery : rocksdb_tolerate_corrupted_tail_records_recovery))
        if options.keepsWrites { rocksdb_options_set_WAL_ttl_seconds(made, 86_400) }
        rocksdb_options_set_write_buffer_size(made, memtableBytes)
        rocksdb_options_set_max_write_buffer_number(made, Int32(options.memtables))
        rocksdb_options_set_max_background_jobs(made, Int32(options.backgroundJobs))
        rocksdb_options_set_max_open_files(made, Int32(options.openFiles))
        // The first level holds what was just flushed and is soon merged: compressing it would be done twice.
        var compression = [Int32(rocksdb_no_compression)]
        if options.isCompressed { compression += [Int32](repeating: Int32(rocksdb_lz4_compression), count: 6) }
        rocksdb_options_set_compression_per_level(made, &compression, compression.count)
        rocksdb_options_set_bytes_per_sync(made, 1 << 20)
        rocksdb_options_set_keep_log_file_num(made, 4)
        rocksdb_options_set_max_log_file_size(made, 4 << 20)
        rocksdb_options_set_stats_dump_period_sec(made, 0)
        rocksdb_options_set_stats_persist_period_sec(made, 0)
        rocksdb_options_set_level_compaction_dynamic_level_bytes(made, 1)
        rocksdb_options_set_target_file_size_base(made, UInt64(memtableBytes) * 2)
        // Compaction competes with the fold for the cores: sixteen files at once are merged with what lies below for two
        // thirds of the CPU time and 15 % fewer bytes written than four at once.
        rocksdb_options_set_level0_file_num_compaction_trigger(made, 16)
        rocksdb_options_set_level0_slowdown_writes_trigger(made, 48)
        rocksdb_options_set_level0_stop_writes_trigger(made, 80)
        rocksdb_options_set_max_bytes_for_level_base(made, UInt64(memtableBytes) * 8)
        rocksdb_options_set_max_compaction_bytes(made, UInt64(memtableBytes) * 16)

        let table = rocksdb_block_based_options_create()!
        defer { rocksdb_block_based_options_destroy(table) }
        rocksdb_block_based_options_set_block_cache(table, cache)
        // A start looks for an instance that is not there: filters must be at hand. In the cache they and the blocks push
        // each other out, and every look-up reads a whole filter again.
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 0)
        rocksdb_block_based_options_set_format_version(table, 5)
        // XXH3: the distribution's build computes CRC32c without the processor's help.
        rocksdb_block_based_options_set_checksum(table, 4)
        switch (role, family) {
        case (.events, _), (_, .outputs):
            rocksdb_block_based_options_set_block_size(table, 32 << 10)
        case (_, .index):
            rocksdb_block_based_options_set_block_size(table, 8 << 10)
            // Rows are put and deleted from the front: what they leave behind slows scans down.
            rocksdb_options_add_compact_on_deletion_collector_factory(made, 131_072, 65_536)
        case (_, .main):
            rocksdb_block_based_options_set_block_size(table, 8 << 10)
            rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(14))
            rocksdb_options_set_memtable_prefix_bloom_size_ratio(made, 0.1)
            rocksdb_options_set_memtable_whole_key_filtering(made, 1)
        }
        rocksdb_options_set_block_based_table_factory(made, table)
        return made
    }
}
