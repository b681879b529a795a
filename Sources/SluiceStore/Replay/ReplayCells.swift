package import SluiceEngine
import SluiceKernel

/// The cells of one partition of a replay, in a place of its store.
///
/// `@unchecked`: used by one thread at a time; who hands it to another does so behind a lock, and lets go of it.
package final class ReplayCells: ReplayState, @unchecked Sendable {
    package private(set) var position: Position
    let place: CellPlace
    private let store: LocalStore
    private var reader: CellReader
    private var batch = StateBatch()

    init(_ store: LocalStore, _ place: CellPlace, position: Position = Position()) {
        self.store = store
        self.place = place
        self.position = position
        reader = CellReader(store.database)
    }

    package func get(_ key: [UInt8]) throws(LogError) -> [UInt8]? { try reader.get(place, key) }

    package func look(up cells: inout CellLookups) throws(LogError) { try reader.look(place, up: &cells) }

    package func scan(
        from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LogError) {
        // A reader of its own: `body` may get and put.
        try CellReader(store.database).scan(place, from: key, to: end, body)
    }

    package func apply(_ part: Checkpoint.Part) throws(LogError) {
        try write { batch in
            batch.add(part.cells, at: place)
            batch.add(part.index, at: place)
        }
        position = part.position
    }

    package func put(_ rows: CellBatch) throws(LogError) { try write { $0.add(rows, at: place) } }

    private func write(_ fill: (inout StateBatch) -> Void) throws(LogError) {
        if let refusal = store.refusesCheckpoint() { throw refusal }
        try store.database.hold { () throws(LogError) in
            try store.database.begin(&batch)
            fill(&batch)
        }
        try store.database.write(batch, isSynced: false)
    }
}
