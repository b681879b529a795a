package import SluiceEngine
import SluiceKernel

/// Brings one partition of a store to what its topic holds, record by record. Used by one thread.
///
/// Cells in use are updated: each record's cell is looked up, so that the sum and the index follow. Cells that are loaded
/// from the beginning, or for the most part, go into the partition's other place in bulk, and one scan makes sum and index in
/// the end; only then do they take the place of those in use.
package final class PartitionRestore {
    package enum Way: Equatable, Sendable { case update, load }

    /// Of what is taken in before it is written, when cells in use are updated.
    private static let updateBytes = 2 << 20

    let share: StoreShare
    package let way: Way
    /// Whether this loads from the first record of the topic that there is: then it holds what the topic holds.
    package let isWhole: Bool
    /// What the row says once everything taken is written.
    package internal(set) var row: StoreRow
    /// Records taken, in all.
    package private(set) var taken = 0
    var arena: CellArena
    var batch = StateBatch()
    var derivation = IndexDerivation()
    /// Whether nothing was taken that is not in the arena.
    private var isArenaAll: Bool

    private init(_ share: StoreShare, _ way: Way, _ row: StoreRow, isWhole: Bool) {
        self.share = share
        self.way = way
        self.row = row
        self.isWhole = isWhole
        isArenaAll = isWhole
        arena = CellArena(row.place)
    }

    /// Goes on with the cells in use.
    package static func update(_ row: StoreRow, _ share: StoreShare) -> PartitionRestore {
        PartitionRestore(share, .update, row, isWhole: false)
    }

    /// Goes on with a load that was left unfinished.
    package static func goOn(_ row: StoreRow, _ share: StoreShare) -> PartitionRestore {
        PartitionRestore(share, .load, row, isWhole: false)
    }

    /// Begins to load from offset `first` of the topic, beside what is in use.
    ///
    /// - Parameter now: milliseconds since 1970.
    package static func load(
        _ origin: StoreOrigin, from first: Int64, now: Int64, _ share: StoreShare
    ) throws(LogError) -> PartitionRestore {
        let used = try share.store.used(origin.partition)
        let place = used?.place.other ?? CellPlace(partition: origin.partition)
        var row = StoreRow(origin: origin, place: place, next: first)
        row.time = now
        let restore = PartitionRestore(share, .load, row, isWhole: true)
        let isLeft = try share.store.loading(origin.partition) != nil
        try share.store.database.hold { () throws(LogError) in
            try share.store.database.begin(&restore.batch)
            // Without a load that was left unfinished the place is empty, and new files go straight to the lowest level.
            if isLeft { restore.batch.clear(place) }
            restore.batch.put(loading: restore.row)
        }
        // Files are durable once they are taken in: the row must not be lost behind them.
        try share.write(restore.batch, isSynced: true)
        return restore
    }

    // MARK: taking

    /// Takes a cell; a nil value deletes it.
    package func take(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, at offset: Int64) {
        guard passes(offset) else { return }
        arena.add(key, value)
    }

    /// Takes a position record.
    ///
    /// - Returns: false when it is of another topic than the cells: they are of no use.
    package func take(position: Position, incarnation: [UInt8], time: Int64, at offset: Int64) -> Bool {
        guard row.incarnation.isEmpty || row.incarnation == incarnation else { return false }
        isProven = true
        // The one that was applied last is read once more.
        guard passes(offset) || offset == row.proof else { return true }
        row.incarnation = incarnation
        row.position = position
        row.proof = offset
        row.time = time
        return true
    }

    /// Whether a position record has been read, or there was none to read: the cells are of this topic.
    package private(set) var isProven = false

    /// What was applied before is passed over.
    private func passes(_ offset: Int64) -> Bool {
        taken += 1
        guard offset >= row.next else { return false }
        row.next = offset + 1
        return true
    }

    /// Whether what was taken should be written now.
    package var isFull: Bool {
        arena.byteCount >= (way == .load ? share.store.loadBytes : PartitionRestore.updateBytes)
    }

    /// The topic was read to `offset`, where it ended at `time`: nothing but marks lies between the last record and it.
    package func reachedEnd(_ offset: Int64, at time: Int64) {
        row.next = max(row.next, offset)
        row.time = max(row.time, time)
    }

    // MARK: writing

    /// Writes what was taken, with the row.
    package func flush() throws(LogError) {
        if let refusal = share.store.refusesCheckpoint() { throw refusal }
        switch way {
        case .update: try writeUpdate()
        case .load: try writeBulk()
        }
        isArenaAll = false
        arena.removeAll()
    }

    /// Writes what is left and makes the index if it is not there.
    ///
    /// - Parameter shouldStop: asked now and then.
    /// - Returns: whether the cells sum up to what their position says.
    package func finish(shouldStop: () -> Bool) throws(LogError) -> Bool {
        do throws(LogError) { return try settle(shouldStop) } catch {
            if error.code == .corrupt && way == .update {
                share.store.distrust(row.origin.partition, because: error.message)
            }
            throw error
        }
    }

    private func settle(_ shouldStop: () -> Bool) throws(LogError) -> Bool {
        if way == .load && isArenaAll {
            try writeBulk()
            try share.store.database.hold { () throws(LogError) in try indexArena(shouldStop: shouldStop) }
            arena.removeAll()
            isArenaAll = false
        } else {
            try flush()
            if !row.isIndexed {
                try share.store.database.hold { () throws(LogError) in try scan(shouldStop: shouldStop) }
            }
        }
        return row.sum == row.position.hash
    }
}
