package import SluiceEngine

/// The committed cells of a partition in the order of their keys, and the position they reflect. A value: copies are snapshots.
package struct ScriptedStore: Equatable, Sendable {
    package private(set) var keys: [[UInt8]] = []
    package private(set) var values: [[UInt8]] = []
    package private(set) var position = Position()

    package init() {}

    package var count: Int { keys.count }

    /// Index of the first key at or behind `key`.
    package func lowerBound(_ key: [UInt8]) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if ScriptedStore.precedes(keys[middle], key) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package func get(_ key: [UInt8]) -> [UInt8]? {
        let at = lowerBound(key)
        return at < keys.count && keys[at] == key ? values[at] : nil
    }

    /// Writes a checkpoint's part, all of it at once.
    package mutating func apply(_ part: Checkpoint.Part) {
        merge(part.cells)
        merge(part.index)
        position = part.position
    }

    private mutating func merge(_ batch: CellBatch) {
        guard !batch.isEmpty else { return }
        var previous: [UInt8]?
        var newKeys: [[UInt8]] = []
        var newValues: [[UInt8]] = []
        newKeys.reserveCapacity(keys.count + batch.cells.count)
        newValues.reserveCapacity(keys.count + batch.cells.count)
        var at = 0
        for cell in batch.cells {
            let key = Array(batch.key(cell))
            if let previous {
                precondition(ScriptedStore.precedes(previous, key), "cells of a checkpoint are not in ascending order")
            }
            previous = key
            let next = lowerBound(key)
            newKeys.append(contentsOf: keys[at..<next])
            newValues.append(contentsOf: values[at..<next])
            at = next < keys.count && keys[next] == key ? next + 1 : next
            batch.withBytes(cell) { _, value in
                guard let value else { return }
                newKeys.append(key)
                newValues.append(Array(value))
            }
        }
        newKeys.append(contentsOf: keys[at...])
        newValues.append(contentsOf: values[at...])
        keys = newKeys
        values = newValues
    }

    /// By bytes, as a store of bytes sorts.
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in
            right.withUnsafeBytes { right in
                let common = min(left.count, right.count)
                for index in 0..<common where left[index] != right[index] { return left[index] < right[index] }
                return left.count < right.count
            }
        }
    }
}
