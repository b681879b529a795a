package import SluiceEngine
import SluiceKernel

/// The states of a replay, on disk, so that they need no memory however large they are. In a folder of the replay's own, which
/// is of no use afterwards.
package final class ReplayStore: Sendable {
    /// The states that a partition may have.
    package enum Side: UInt16, Sendable {
        /// What the log says is committed.
        case committed = 0x1000
        /// The events of the log, folded.
        case folded = 0x2000
        /// The same with another definition.
        case replaced = 0x4000
    }

    /// Bytes that are gathered for one write.
    private static let batchBytes = 4 << 20

    private let store: LocalStore

    /// - Parameter partitions: of the log.
    package init(folder: String, partitions: Int) throws(LogError) {
        store = try LocalStore(folder: folder, partitions: partitions)
    }

    /// A state that is empty.
    package func cells(_ partition: Int, _ side: Side) -> ReplayCells {
        ReplayCells(store, CellPlace(UInt16(partition) | side.rawValue))
    }

    /// Loads what a log says is committed of a partition, whatever that is.
    package func load(_ partition: Int, of log: any EventLog) throws(LogError) -> ReplayCells {
        let place = CellPlace(UInt16(partition) | Side.committed.rawValue)
        var batch = StateBatch()
        try store.database.begin(&batch)
        var failure: LogError?
        let position = try log.readState(partition: partition) { key, value in
            if let value { batch.put(key, value, at: place) } else { batch.delete(key, at: place) }
            guard batch.byteCount > ReplayStore.batchBytes, failure == nil else { return }
            do throws(LogError) {
                try write(batch)
                try store.database.begin(&batch)
            } catch { failure = error }
        }
        if let failure { throw failure }
        try write(batch)
        return ReplayCells(store, place, position: position)
    }

    /// Makes the indexes of a loaded state, so that it can be folded on.
    ///
    /// - Throws: `corrupt` when a cell does not decode.
    package func index(_ cells: ReplayCells) throws(LogError) {
        var batch = StateBatch()
        try store.database.begin(&batch)
        var derivation = IndexDerivation()
        var failure: LogError?
        try cells.scan(from: [], to: [CellKey.firstIndexKind]) { key, value in
            do throws(CodecError) {
                try derivation.rows(of: key, value, definition: { (try? cells.get($0)) ?? nil }) {
                    batch.put(index: $0, at: cells.place)
                }
            } catch {
                failure = LogError(.corrupt, "cell \(CellName.describe(Array(key))): \(error)")
                return false
            }
            guard batch.byteCount > ReplayStore.batchBytes else { return true }
            do throws(LogError) {
                try write(batch)
                try store.database.begin(&batch)
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        try write(batch)
    }

    private func write(_ batch: borrowing StateBatch) throws(LogError) {
        if let refusal = store.refusesCheckpoint() { throw refusal }
        try store.database.write(batch, isSynced: false)
    }

    /// Deletes a state that is no longer needed.
    package func remove(_ cells: ReplayCells) throws(LogError) {
        var batch = StateBatch()
        try store.database.begin(&batch)
        batch.clear(cells.place)
        try store.database.write(batch, isSynced: false)
        for family in [Family.main, .index] {
            try store.database.deleteFiles(from: cells.place.first, through: cells.place.end, in: family)
        }
    }

    package func close() { store.close() }
}
