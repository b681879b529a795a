package import SluiceKernel

/// Cells to write, in ascending order of their keys: end to end in one buffer, so that a store can take them as they lie.
package struct CellBatch: Sendable {
    package struct Cell: Sendable {
        package var start: Int
        package var keyCount: Int32
        /// -1: the cell is deleted.
        package var valueCount: Int32
    }

    package private(set) var storage: [UInt8] = []
    package private(set) var cells: [Cell] = []

    package init() {}

    package var isEmpty: Bool { cells.isEmpty }
    package var byteCount: Int { storage.count }

    package mutating func reserve(cells count: Int, bytes: Int) {
        cells.reserveCapacity(count)
        storage.reserveCapacity(bytes)
    }

    /// Keeps the memory, unless that is more than `bytes`.
    mutating func removeAll(keeping bytes: Int) {
        if storage.capacity > bytes {
            self = CellBatch()
        } else {
            storage.removeAll(keepingCapacity: true)
            cells.removeAll(keepingCapacity: true)
        }
    }

    package mutating func put(_ key: [UInt8], _ value: [UInt8]) {
        cells.append(Cell(start: storage.count, keyCount: Int32(key.count), valueCount: Int32(value.count)))
        storage.append(contentsOf: key)
        storage.append(contentsOf: value)
    }

    package mutating func delete(_ key: [UInt8]) { key.withUnsafeBytes { delete($0) } }

    /// Adds a cell without a value.
    package mutating func put(_ key: UnsafeRawBufferPointer) {
        cells.append(Cell(start: storage.count, keyCount: Int32(key.count), valueCount: 0))
        storage.append(contentsOf: key)
    }

    package mutating func delete(_ key: UnsafeRawBufferPointer) {
        cells.append(Cell(start: storage.count, keyCount: Int32(key.count), valueCount: -1))
        storage.append(contentsOf: key)
    }

    /// Adds a cell with the key `kind id`, whose value `encode` writes. Returns its hash.
    package mutating func put(
        kind: UInt8, id: UnsafeRawBufferPointer, encode: (inout ByteWriter) -> Void
    ) -> StateHash {
        var writer = ByteWriter()
        swap(&writer.bytes, &storage)
        let start = writer.bytes.count
        writer.byte(kind)
        writer.raw(id)
        let middle = writer.bytes.count
        encode(&writer)
        swap(&writer.bytes, &storage)
        let cell = Cell(start: start, keyCount: Int32(middle - start), valueCount: Int32(storage.count - middle))
        cells.append(cell)
        return withBytes(cell) { key, value in StateHash.cell(key: key, value: value!) }
    }

    package func key(_ cell: Cell) -> ArraySlice<UInt8> { storage[cell.start..<cell.start + Int(cell.keyCount)] }

    package func withBytes<Result>(
        _ cell: Cell, _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        try storage.withUnsafeBytes { storage in
            let middle = cell.start + Int(cell.keyCount)
            let key = UnsafeRawBufferPointer(rebasing: storage[cell.start..<middle])
            guard cell.valueCount >= 0 else { return try body(key, nil) }
            return try body(key, UnsafeRawBufferPointer(rebasing: storage[middle..<middle + Int(cell.valueCount)]))
        }
    }

    /// The cell with this key, by binary search.
    package func find(_ key: [UInt8]) -> Cell? {
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            let candidate = self.key(cells[middle])
            if candidate.elementsEqual(key) { return cells[middle] }
            if candidate.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return nil
    }
}
