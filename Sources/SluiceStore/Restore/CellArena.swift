import Glibc
import SluiceKernel

/// Cells of one place on their way into the store: as they come, then in the order of their keys, where the last of each key
/// counts.
struct CellArena: ~Copyable {
    struct Cell {
        /// The first eight bytes of the cell's key, big-endian: they decide most comparisons.
        var head: UInt64
        var start: Int
        /// With the place before it.
        var keyCount: Int32
        /// -1: the cell is deleted.
        var valueCount: Int32
    }

    private let place: CellPlace
    private var bytes: RawBuffer
    private(set) var cells: [Cell] = []

    init(_ place: CellPlace) {
        self.place = place
        bytes = RawBuffer(capacity: 4_096)
    }

    var isEmpty: Bool { cells.isEmpty }
    var byteCount: Int { bytes.count + cells.count * MemoryLayout<Cell>.stride }

    mutating func removeAll() {
        bytes.removeAll()
        cells.removeAll(keepingCapacity: true)
    }

    mutating func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) {
        let start = bytes.count
        bytes.bigEndian(place.number)
        bytes.raw(key)
        if let value { bytes.raw(value) }
        cells.append(
            Cell(
                head: CellArena.head(key), start: start, keyCount: Int32(key.count + 2),
                valueCount: value.map { Int32($0.count) } ?? -1))
    }

    private static func head(_ key: UnsafeRawBufferPointer) -> UInt64 {
        if key.count >= 8 { return UInt64(bigEndian: key.loadUnaligned(as: UInt64.self)) }
        var head: UInt64 = 0
        for byte in key { head = head << 8 | UInt64(byte) }
        return head << (8 * UInt64(8 - key.count))
    }

    /// Puts the cells in order, and drops what a later one of the same key replaces.
    mutating func sort() {
        let base = UnsafeRawPointer(bytes.base)
        cells.sort { left, right in
            let order = CellArena.compare(left, right, base)
            return order == 0 ? left.start < right.start : order < 0
        }
        var kept = 0
        for index in cells.indices {
            if index + 1 < cells.count, CellArena.compare(cells[index], cells[index + 1], base) == 0 { continue }
            cells[kept] = cells[index]
            kept += 1
        }
        cells.removeLast(cells.count - kept)
    }

    @inline(__always)
    private static func compare(_ left: Cell, _ right: Cell, _ base: UnsafeRawPointer) -> Int {
        if left.head != right.head { return left.head < right.head ? -1 : 1 }
        let order = memcmp(base + left.start, base + right.start, Int(min(left.keyCount, right.keyCount)))
        return order == 0 ? Int(left.keyCount - right.keyCount) : Int(order)
    }

    /// The key as the database has it.
    func key(_ cell: Cell) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.bytes[cell.start..<cell.start + Int(cell.keyCount)])
    }

    /// The key without its place.
    func cellKey(_ cell: Cell) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: key(cell)[2...]) }

    /// nil: the cell is deleted.
    func value(_ cell: Cell) -> UnsafeRawBufferPointer? {
        guard cell.valueCount >= 0 else { return nil }
        let start = cell.start + Int(cell.keyCount)
        return UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<start + Int(cell.valueCount)])
    }

    /// The cell with this key, which has no place, once they are in order.
    func find(_ key: [UInt8]) -> Cell? {
        var low = 0
        var high = cells.count
        while low < high {
            let middle = (low + high) / 2
            if cellKey(cells[middle]).lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
        }
        return low < cells.count && cellKey(cells[low]).elementsEqual(key) ? cells[low] : nil
    }
}
