import Glibc

/// Rows of a derived index that changed, on their way into a sorted batch: their keys lie end to end in one buffer.
struct IndexRows {
    private struct Row {
        /// The eight bytes behind the kind, big-endian: they decide most comparisons.
        var head: UInt64
        var start: Int
        var count: Int
        var isDelete: Bool
    }

    private static let headEnd = 9
    private var keys: [UInt8] = []
    private var rows: [Row] = []

    /// Adds a row whose key, of nine bytes or more, `key` appends.
    @inline(__always)
    mutating func add(isDelete: Bool, key: (inout [UInt8]) -> Void) {
        let start = keys.count
        key(&keys)
        let head = keys.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start + 1, as: UInt64.self) }
        rows.append(Row(head: UInt64(bigEndian: head), start: start, count: keys.count - start, isDelete: isDelete))
    }

    /// Writes the rows in the order of their keys; where one key was deleted and set, the setting counts.
    mutating func write(to batch: inout CellBatch) {
        var sorted: [Row] = []
        swap(&sorted, &rows)
        keys.withUnsafeBytes { keys in
            sorted.sort { left, right in
                if left.head != right.head { return left.head < right.head }
                let order = IndexRows.compare(left, right, keys)
                return order == 0 ? left.isDelete && !right.isDelete : order < 0
            }
            for (index, row) in sorted.enumerated() {
                if row.isDelete, index + 1 < sorted.count, !sorted[index + 1].isDelete,
                    sorted[index + 1].head == row.head, IndexRows.compare(row, sorted[index + 1], keys) == 0
                {
                    continue
                }
                let key = UnsafeRawBufferPointer(rebasing: keys[row.start..<row.start + row.count])
                if row.isDelete { batch.delete(key) } else { batch.put(key) }
            }
        }
        keys.removeAll()
    }

    /// The order of two keys whose heads are equal.
    private static func compare(_ left: Row, _ right: Row, _ keys: UnsafeRawBufferPointer) -> Int {
        let base = keys.baseAddress! + headEnd
        let order = memcmp(base + left.start, base + right.start, min(left.count, right.count) - headEnd)
        return order == 0 ? left.count - right.count : Int(order)
    }
}
