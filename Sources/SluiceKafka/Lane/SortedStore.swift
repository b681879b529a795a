import SluiceEngine

/// A store in memory: sorted leaves of cells, found by their first keys.
final class SortedStore: PartitionStore {
    private struct Cell {
        var key: [UInt8]
        var value: [UInt8]
    }

    private static let leafSize = 256

    /// None is empty, but the only one may be.
    private var leaves: [[Cell]] = [[]]

    init() {}

    /// - Parameter cells: without repeated keys.
    init(_ cells: [[UInt8]: [UInt8]]) {
        let sorted = cells.map { Cell(key: $0.key, value: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        leaves = stride(from: 0, to: sorted.count, by: SortedStore.leafSize / 2).map {
            Array(sorted[$0..<min($0 + SortedStore.leafSize / 2, sorted.count)])
        }
        if leaves.isEmpty { leaves = [[]] }
    }

    /// The leaf that `key` is in or belongs into.
    private func leaf(_ key: ArraySlice<UInt8>) -> Int {
        var low = 0
        var high = leaves.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if key.lexicographicallyPrecedes(leaves[middle][0].key) { high = middle } else { low = middle }
        }
        return low
    }

    /// The place of the first cell of a leaf that is not below `key`.
    private static func place(_ key: ArraySlice<UInt8>, in leaf: [Cell]) -> Int {
        var low = 0
        var high = leaf.count
        while low < high {
            let middle = (low + high) / 2
            if leaf[middle].key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func get(_ key: [UInt8]) -> [UInt8]? {
        let leaf = leaves[leaf(key[...])]
        let place = SortedStore.place(key[...], in: leaf)
        return place < leaf.count && leaf[place].key == key ? leaf[place].value : nil
    }

    func scan(
        from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        var index = leaf(key[...])
        var place = SortedStore.place(key[...], in: leaves[index])
        while index < leaves.count {
            while place < leaves[index].count {
                let cell = leaves[index][place]
                guard cell.key.lexicographicallyPrecedes(end) else { return }
                let goesOn = cell.key.withUnsafeBytes { key in cell.value.withUnsafeBytes { body(key, $0) } }
                guard goesOn else { return }
                place += 1
            }
            index += 1
            place = 0
        }
    }

    func apply(_ cells: CellBatch) {
        for cell in cells.cells {
            let value = cells.withBytes(cell) { _, value in value.map { Array($0) } }
            set(cells.key(cell), value)
        }
    }

    private func set(_ key: ArraySlice<UInt8>, _ value: [UInt8]?) {
        let index = leaf(key)
        let place = SortedStore.place(key, in: leaves[index])
        let isThere = place < leaves[index].count && leaves[index][place].key.elementsEqual(key)
        guard let value else {
            if isThere { leaves[index].remove(at: place) }
            if leaves[index].isEmpty && leaves.count > 1 { leaves.remove(at: index) }
            return
        }
        if isThere {
            leaves[index][place].value = value
        } else {
            leaves[index].insert(Cell(key: Array(key), value: value), at: place)
            if leaves[index].count > SortedStore.leafSize {
                let half = leaves[index].count / 2
                leaves.insert(Array(leaves[index][half...]), at: index + 1)
                leaves[index].removeLast(leaves[index].count - half)
            }
        }
    }
}
