import CRocksDB
package import SluiceEngine

/// Walks a range of keys as they were when it was made. Never outlives the call that made it.
package struct DatabaseIterator: ~Copyable {
    /// What a walk leaves in the cache, and how far it goes.
    package enum Walk {
        /// A few keys, which may be wanted again.
        case near
        /// Keys that are read once.
        case once
        /// All of a long range, once: read ahead.
        case whole
    }

    private let iterator: OpaquePointer
    private let options: OpaquePointer
    /// RocksDB borrows the bounds.
    private let bounds: RawBuffer
    private let path: String

    init(_ open: OpenDatabase, _ family: Family, path: String, lower: [UInt8], upper: [UInt8], walk: Walk) {
        var bounds = RawBuffer(capacity: lower.count + upper.count)
        bounds.raw(lower)
        bounds.raw(upper)
        options = rocksdb_readoptions_create()!
        let start = bounds.base.assumingMemoryBound(to: CChar.self)
        rocksdb_readoptions_set_iterate_lower_bound(options, start, lower.count)
        rocksdb_readoptions_set_iterate_upper_bound(options, start + lower.count, upper.count)
        if walk != .near { rocksdb_readoptions_set_fill_cache(options, 0) }
        if walk == .whole { rocksdb_readoptions_set_readahead_size(options, 1 << 20) }
        iterator = rocksdb_create_iterator_cf(open.handle, options, open[family])!
        self.bounds = bounds
        self.path = path
    }

    deinit {
        rocksdb_iter_destroy(iterator)
        rocksdb_readoptions_destroy(options)
    }

    package func seekToFirst() { rocksdb_iter_seek_to_first(iterator) }
    package func seekToLast() { rocksdb_iter_seek_to_last(iterator) }
    package func next() { rocksdb_iter_next(iterator) }
    package var isValid: Bool { rocksdb_iter_valid(iterator) != 0 }

    /// Borrowed until the iterator moves.
    package var key: UnsafeRawBufferPointer {
        var count = 0
        let start = rocksdb_iter_key(iterator, &count)
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Borrowed until the iterator moves.
    package var value: UnsafeRawBufferPointer {
        var count = 0
        let start = rocksdb_iter_value(iterator, &count)
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    /// An iterator that stopped may have met damage instead of the end.
    package func check() throws(LogError) {
        try RocksError.check(path, "reading") { rocksdb_iter_get_error(iterator, $0) }
    }
}
