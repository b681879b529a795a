import SluiceKernel

/// Where a database keeps the cells of one partition: their keys begin with these 16 bits, big-endian.
package struct CellPlace: Hashable, Sendable {
    package let number: UInt16

    package init(_ number: UInt16) { self.number = number }

    /// The place that has the partition's number.
    package init(partition: Int) { number = UInt16(partition) }

    package func key(_ cell: [UInt8]) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(cell.count + 2)
        append(cell, to: &key)
        return key
    }

    func append(_ cell: [UInt8], to key: inout [UInt8]) {
        key.appendBigEndian(number)
        key.append(contentsOf: cell)
    }
}
