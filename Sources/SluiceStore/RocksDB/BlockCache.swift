import CRocksDB

/// A bounded cache of blocks, shared by databases, which keep it alive.
package final class BlockCache: @unchecked Sendable {
    // The handle never changes; RocksDB guards the cache.
    let handle: OpaquePointer

    package init(bytes: Int) { handle = rocksdb_cache_create_lru(bytes) }

    deinit { rocksdb_cache_destroy(handle) }
}
