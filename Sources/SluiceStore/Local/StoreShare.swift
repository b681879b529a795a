package import SluiceEngine
import SluiceKernel
import Synchronization

/// The right to write the rows of some partitions of a store, held by one lane or one standby at a time.
package final class StoreShare: Sendable {
    package let store: LocalStore
    package let partitions: Range<Int>
    private let over = Atomic(false)
    /// Held while something is written: who takes the share over waits for it.
    private let writing = Mutex(())

    init(_ store: LocalStore, _ partitions: Range<Int>) {
        self.store = store
        self.partitions = partitions
    }

    /// Whether another holder has taken over. What was read while this was false was not written by another.
    package var isOver: Bool { over.load(ordering: .acquiring) }

    /// Returns when nothing is written with it any more.
    func end() {
        over.store(true, ordering: .releasing)
        writing.withLock { _ in }
    }

    /// Gives the partitions back.
    package func release() {
        end()
        store.release(self)
    }

    /// Writes a batch.
    ///
    /// - Throws: `fenced` when another holder has taken over: nothing was written.
    package func write(_ batch: borrowing StateBatch, isSynced: Bool = false) throws(LogError) {
        try writing.withLock { _ throws(LogError) in
            if isOver {
                throw LogError(.fenced, "\(store.folder): partitions \(partitions) have another holder in this process")
            }
            do throws(LogError) { try store.database.write(batch, isSynced: isSynced) } catch {
                store.noteFailure()
                throw error
            }
        }
    }
}

extension StateBatch {
    /// Puts what the store says of a partition's cells in use.
    package mutating func put(used row: StoreRow) { put(StoreKey.used(row.origin.partition), row.encode()) }

    /// Puts what it says of cells that are being loaded.
    mutating func put(loading row: StoreRow) { put(StoreKey.loading(row.origin.partition), row.encode()) }

    /// Deletes every cell of a place.
    mutating func clear(_ place: CellPlace) {
        for family in [Family.main, .index] { deleteRange(from: place.first, below: place.end, in: family) }
    }
}
