package import SluiceEngine
import SluiceKernel
import Synchronization

/// The cells of the partitions that a node holds or follows, in one RocksDB database: a copy of what their topic holds, so
/// nothing is lost with it. Nothing uncommitted is ever written.
///
/// Writes are not synced: what the power takes from the end, the topic still has.
package final class LocalStore: Sendable {
    /// Raised when an older release could not read what this one writes.
    private static let format: UInt64 = 1
    private static let cacheBytes = 64 << 20
    /// What all partitions of a node may take in while they are loaded, bytes.
    private static let loadBudget = 384 << 20
    /// Left on the file system for everything else, bytes.
    package static let reserve = 256 << 20

    private struct State {
        var shares: [StoreShare] = []
        /// Partitions whose cells in use are damaged, and how.
        var distrusted: [Int: String] = [:]
        /// A write failed: the database takes none until it is opened again.
        var hasFailed = false
    }

    package let database: Database
    package let folder: String
    /// What a partition that is loaded takes in before it is written, bytes.
    let loadBytes: Int
    let space: SpaceGuard
    private let state = Mutex(State())

    /// Opens the store in `folder`, or makes it. One that RocksDB calls damaged is made anew: `sink` is told why.
    ///
    /// - Parameter partitions: that may be loaded at the same time.
    /// - Throws: `inUse` when another process has it, `mismatch` when a newer release wrote it, `diskFull`.
    package convenience init(
        folder: String, partitions: Int = 16, options: DatabaseOptions = DatabaseOptions(),
        sink: any LogSink = SilentLog()
    ) throws(LogError) {
        try DataFolder.make(folder)
        if let refusal = SpaceGuard.refusesOpening(folder, reserve: LocalStore.reserve) { throw refusal }
        do throws(LogError) {
            try self.init(opening: folder, partitions, options)
        } catch {
            guard error.code == .corrupt else { throw error }
            sink.log(
                .error, "the store is damaged and made anew; all of it is restored from the log",
                [("folder", folder), ("reason", error.message)])
            try Database.destroy(folder)
            try self.init(opening: folder, partitions, options)
        }
    }

    private init(opening folder: String, _ partitions: Int, _ options: DatabaseOptions) throws(LogError) {
        var options = options
        options.dropsDamagedTail = true
        self.folder = folder
        loadBytes = min(max(LocalStore.loadBudget / partitions, 1 << 20), 64 << 20)
        database = try Database(
            path: folder, tuning: DatabaseTuning(role: .store, options: options),
            cache: BlockCache(bytes: LocalStore.cacheBytes))
        space = SpaceGuard(databases: [database], path: folder, reserve: LocalStore.reserve)
        try LocalStore.adopt(database)
    }

    private static func adopt(_ database: Database) throws(LogError) {
        if let bytes = try database.get(StoreKey.format) {
            let found = (try? bytes.decode { (reader) throws(CodecError) in try reader.varint() }) ?? 0
            guard found > format else { return }
            throw LogError(
                .mismatch,
                "\(database.path): format \(found), this release reads up to \(format); use the newer release that wrote it"
            )
        }
        var batch = StateBatch()
        try database.begin(&batch)
        var version = ByteWriter()
        version.varint(format)
        batch.put(StoreKey.format, version.bytes)
        try database.write(batch)
    }

    /// Nil: a checkpoint can be written; or why not.
    package func refusesCheckpoint() -> LogError? { space.refusesCheckpoint() }

    // MARK: who writes

    /// Gives the partitions to a new holder. Older shares of any of them are over: when this returns none of them writes.
    package func take(_ partitions: Range<Int>) -> StoreShare {
        let share = StoreShare(self, partitions)
        let old = state.withLock { state -> [StoreShare] in
            let old = state.shares.filter { $0.partitions.overlaps(partitions) }
            state.shares.removeAll { $0.partitions.overlaps(partitions) }
            state.shares.append(share)
            return old
        }
        for share in old { share.end() }
        return share
    }

    /// The same, unless somebody holds one of them.
    package func takeIfFree(_ partitions: Range<Int>) -> StoreShare? {
        state.withLock { state in
            guard !state.shares.contains(where: { $0.partitions.overlaps(partitions) }) else { return nil }
            let share = StoreShare(self, partitions)
            state.shares.append(share)
            return share
        }
    }

    func release(_ share: StoreShare) { state.withLock { $0.shares.removeAll { $0 === share } } }

    func noteFailure() { state.withLock { $0.hasFailed = true } }

    /// Opens the database again if a write has failed since it was opened.
    package func recover() throws(LogError) {
        guard state.withLock({ $0.hasFailed }) else { return }
        try database.reopen()
        state.withLock { $0.hasFailed = false }
    }

    // MARK: rows

    /// What the store says of the cells in use; nil: it has none.
    package func used(_ partition: Int) throws(LogError) -> StoreRow? { try row(StoreKey.used(partition)) }

    /// What the store says of cells that are being loaded.
    package func loading(_ partition: Int) throws(LogError) -> StoreRow? { try row(StoreKey.loading(partition)) }

    private func row(_ key: [UInt8]) throws(LogError) -> StoreRow? {
        guard let bytes = try database.get(key) else { return nil }
        do { return try StoreRow(bytes) } catch {
            throw LogError(.mismatch, "\(folder): the row of a partition cannot be read: \(error)")
        }
    }

    // MARK: damage

    /// Notes that a partition's cells cannot be read as they were written: they are loaded anew before they are used again.
    package func distrust(_ partition: Int, because reason: String) {
        state.withLock { $0.distrusted[partition] = reason }
    }

    package func distrusts(_ partition: Int) -> String? { state.withLock { $0.distrusted[partition] } }

    func trust(_ partition: Int) { state.withLock { $0.distrusted[partition] = nil } }

    package func close() { database.close() }
}
