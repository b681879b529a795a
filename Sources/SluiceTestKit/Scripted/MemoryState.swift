package import SluiceEngine
import SluiceKernel

/// The state of a replay in plain memory.
package final class MemoryState: ReplayState {
    package private(set) var store: ScriptedStore

    package init(_ store: ScriptedStore = ScriptedStore()) { self.store = store }

    package var position: Position { store.position }

    package func get(_ key: [UInt8]) -> [UInt8]? { store.get(key) }

    package func look(up cells: inout CellLookups) {}

    package func scan(
        from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        let found = store.lowerBound(key)..<max(store.lowerBound(key), store.lowerBound(end))
        for at in found {
            let goesOn = store.keys[at].withUnsafeBytes { key in store.values[at].withUnsafeBytes { body(key, $0) } }
            guard goesOn else { return }
        }
    }

    package func apply(_ part: Checkpoint.Part) { store.apply(part) }

    package func put(_ rows: CellBatch) {
        store.apply(Checkpoint.Part(partition: 0, cells: rows, index: CellBatch(), position: store.position))
    }
}
