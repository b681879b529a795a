import SluiceKernel

/// Keys of a store that are no cells.
///
/// | key | value |
/// |---|---|
/// | ``CellPlace``, then a ``CellKey`` | the cell |
/// | `f3 partition` | ``StoreRow`` of the cells in use |
/// | `f4 partition` | ``StoreRow`` of cells that are being loaded to take their place |
/// | `ff` | the format: version varint |
///
/// A partition has two places, its number and its number with the highest bit set: one is in use while the other is loaded.
/// There are at most 1,024 partitions, so no cell begins with `f0` or above.
enum StoreKey {
    static let format: [UInt8] = [0xff]

    static func used(_ partition: Int) -> [UInt8] { row(0xf3, partition) }
    static func loading(_ partition: Int) -> [UInt8] { row(0xf4, partition) }

    private static func row(_ kind: UInt8, _ partition: Int) -> [UInt8] {
        var key = [kind]
        key.appendBigEndian(UInt16(partition))
        return key
    }
}

extension CellPlace {
    /// The partition's other place.
    var other: CellPlace { CellPlace(number ^ 0x8000) }

    /// All keys of the place are at or above `first`, and below `end`.
    var first: [UInt8] { key([]) }
    var end: [UInt8] { CellPlace(number + 1).key([]) }
}
