import SluiceKernel

/// Keys of cells in a database, end to end, as RocksDB takes them.
struct KeyList {
    /// As many as RocksDB works on at once.
    private static let group = 32

    private var storage: [UInt8] = []
    private var starts: [Int] = []
    private var counts: [Int] = []

    mutating func add(_ place: CellPlace, _ cell: UnsafeRawBufferPointer) {
        starts.append(storage.count)
        storage.appendBigEndian(place.number)
        storage.append(contentsOf: cell)
        counts.append(cell.count + 2)
    }

    /// Adds a key that has its place.
    mutating func add(_ key: UnsafeRawBufferPointer) {
        starts.append(storage.count)
        storage.append(contentsOf: key)
        counts.append(key.count)
    }

    mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
    }

    /// Calls `body` with up to 32 keys at a time and the index of the first.
    func forEachGroup<Failure: Error>(
        _ body: (
            _ first: Int, _ keys: UnsafeBufferPointer<UnsafePointer<CChar>?>, _ counts: UnsafeBufferPointer<Int>
        ) throws(Failure) -> Void
    ) throws(Failure) {
        var failure: Failure?
        storage.withUnsafeBytes { storage in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: KeyList.group) { keys in
                counts.withUnsafeBufferPointer { counts in
                    var first = 0
                    while first < counts.count, failure == nil {
                        let end = min(counts.count, first + KeyList.group)
                        for index in first..<end {
                            let key = storage.baseAddress! + starts[index]
                            keys.initializeElement(at: index - first, to: key.assumingMemoryBound(to: CChar.self))
                        }
                        do throws(Failure) {
                            try body(
                                first, UnsafeBufferPointer(rebasing: keys[..<(end - first)]),
                                UnsafeBufferPointer(rebasing: counts[first..<end]))
                        } catch {
                            failure = error
                        }
                        first = end
                    }
                }
            }
        }
        if let failure { throw failure }
    }
}
