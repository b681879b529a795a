/// Rows of a derived index that changed, on their way into a sorted batch.
struct IndexRows {
    struct Row {
        var secondary: UInt64
        var number: Int64
        var id: [UInt8]
        var small: UInt32
        var isDelete: Bool
    }

    private var rows: [Row] = []

    mutating func add(number: Int64, secondary: UInt64, id: [UInt8], small: UInt32, isDelete: Bool) {
        rows.append(Row(secondary: secondary, number: number, id: id, small: small, isDelete: isDelete))
    }

    /// Writes the rows in the order of their keys; where one key was deleted and set, the setting counts.
    mutating func write(to batch: inout CellBatch, key: (Row) -> [UInt8]) {
        rows.sort { left, right in
            if left.secondary != right.secondary { return left.secondary < right.secondary }
            if left.number != right.number { return left.number < right.number }
            if left.id != right.id { return left.id.lexicographicallyPrecedes(right.id) }
            if left.small != right.small { return left.small < right.small }
            return left.isDelete && !right.isDelete
        }
        for (index, row) in rows.enumerated() {
            if index + 1 < rows.count, row.isDelete, !rows[index + 1].isDelete, rows[index + 1].small == row.small,
                rows[index + 1].number == row.number, rows[index + 1].secondary == row.secondary,
                rows[index + 1].id == row.id
            {
                continue
            }
            if row.isDelete { batch.delete(key(row)) } else { batch.put(key(row), []) }
        }
        rows.removeAll()
    }
}
