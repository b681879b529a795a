/// Cells that a lane is about to look up, and what the store has of them: asked for together they cost a fraction of what
/// they cost one by one.
package struct CellLookups: Sendable {
    /// Values in all, bytes: those beyond are left to be asked for one by one.
    private static let mostBytes = 4 << 20

    /// What is known of a cell.
    package enum Answer {
        /// Nothing: it may be there or not.
        case unknown
        case absent
        /// Borrowed for the call.
        case value(UnsafeRawBufferPointer)
    }

    private struct Place {
        var start: Int
        /// -1: nothing is known; -2: it is absent.
        var count: Int
    }

    private var keys: [UInt8] = []
    private var ends: [Int] = []
    private var places: [Place] = []
    private var values: [UInt8] = []

    package init() {}

    package var count: Int { ends.count }

    package mutating func add(_ key: (inout [UInt8]) -> Void) {
        key(&keys)
        ends.append(keys.count)
        places.append(Place(start: 0, count: -1))
    }

    package mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        places.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    package func withKey<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        keys.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
        }
    }

    package func withAnswer<Result>(_ index: Int, _ body: (Answer) -> Result) -> Result {
        let place = places[index]
        if place.count < 0 { return body(place.count == -1 ? .unknown : .absent) }
        return values.withUnsafeBytes {
            body(.value(UnsafeRawBufferPointer(rebasing: $0[place.start..<(place.start + place.count)])))
        }
    }

    /// - Parameter value: what the store has; nil: it surely has no such cell.
    package mutating func set(_ index: Int, _ value: UnsafeRawBufferPointer?) {
        guard let value else { return places[index].count = -2 }
        guard values.count + value.count <= CellLookups.mostBytes else { return }
        places[index] = Place(start: values.count, count: value.count)
        values.append(contentsOf: value)
    }
}
