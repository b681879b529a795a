/// Cells that a lane is about to look up, and which of them the store surely has not: asked for together they cost a
/// fraction of what they cost one by one.
package struct CellLookups: Sendable {
    private var storage: [UInt8] = []
    private var ends: [Int] = []
    private var absent: [Bool] = []

    package init() {}

    package var count: Int { ends.count }

    package mutating func add(_ key: (inout [UInt8]) -> Void) {
        key(&storage)
        ends.append(storage.count)
        absent.append(false)
    }

    package mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        absent.removeAll(keepingCapacity: true)
    }

    package func withKey<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        storage.withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
        }
    }

    package func isAbsent(_ index: Int) -> Bool { absent[index] }

    package mutating func setAbsent(_ index: Int) { absent[index] = true }
}
