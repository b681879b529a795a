package import SluiceEngine
import SluiceKernel

/// Reads the cells of a database for one thread, and keeps the memory of the keys that it asks with.
package struct CellReader {
    private let database: Database
    private var key: [UInt8] = []
    private var keys = KeyList()

    package init(_ database: Database) { self.database = database }

    /// The cell; nil: there is none.
    package mutating func get(_ place: CellPlace, _ cell: [UInt8]) throws(LogError) -> [UInt8]? {
        key.removeAll(keepingCapacity: true)
        place.append(cell, to: &key)
        return try database.get(key, in: cell.withUnsafeBytes { Family.of(cell: $0) })
    }

    /// Notes which of `cells` are not there. Of index cells it notes nothing.
    package mutating func look(_ place: CellPlace, up cells: inout CellLookups) throws(LogError) {
        keys.removeAll()
        var isState = true
        for index in 0..<cells.count {
            cells.withKey(index) {
                isState = isState && Family.of(cell: $0) == .main
                keys.add(place, $0)
            }
        }
        guard isState else { return }
        try database.values(of: keys, in: .main) { cells.set($0, $1) }
    }

    /// Calls `body` with the cells from `key` on, below `end`, in order, until it returns false.
    package func scan(
        _ place: CellPlace, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LogError) {
        // Index cells come behind all others.
        let border = [CellKey.firstIndexKind]
        var goesOn = true
        if key.lexicographicallyPrecedes(border) {
            let last = border.lexicographicallyPrecedes(end) ? border : end
            goesOn = try scan(.main, place.key(key), place.key(last), body)
        }
        if goesOn && border.lexicographicallyPrecedes(end) {
            let first = key.lexicographicallyPrecedes(border) ? border : key
            _ = try scan(.index, place.key(first), place.key(end), body)
        }
    }

    /// Returns false when `body` has.
    private func scan(
        _ family: Family, _ lower: [UInt8], _ upper: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LogError) -> Bool {
        try database.iterate(from: lower, below: upper, in: family) { (iterator) throws(LogError) in
            iterator.seekToFirst()
            while iterator.isValid {
                let cell = UnsafeRawBufferPointer(rebasing: iterator.key.dropFirst(2))
                if !body(cell, iterator.value) { return false }
                iterator.next()
            }
            try iterator.check()
            return true
        }
    }
}
