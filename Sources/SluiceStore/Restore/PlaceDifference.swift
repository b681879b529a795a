package import SluiceEngine

/// Finds where two copies of a partition's cells differ.
package enum PlaceDifference {
    /// The key of the first cell that is not the same in both; nil: there is none.
    package static func first(
        _ store: LocalStore, _ left: CellPlace, _ right: CellPlace
    ) throws(LogError) -> [UInt8]? {
        try walk(store, left) { (one) throws(LogError) -> [UInt8]? in
            try walk(store, right) { (two) throws(LogError) -> [UInt8]? in
                one.seekToFirst()
                two.seekToFirst()
                while one.isValid && two.isValid {
                    let (key, other) = (one.key[2...], two.key[2...])
                    guard key.elementsEqual(other), one.value.elementsEqual(two.value) else {
                        return Array(key.lexicographicallyPrecedes(other) ? key : other)
                    }
                    one.next()
                    two.next()
                }
                try one.check()
                try two.check()
                if one.isValid { return Array(one.key[2...]) }
                return two.isValid ? Array(two.key[2...]) : nil
            }
        }
    }

    private static func walk<Result>(
        _ store: LocalStore, _ place: CellPlace, _ body: (borrowing DatabaseIterator) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try store.database.iterate(from: place.first, below: place.end, walk: .whole, body)
    }
}
