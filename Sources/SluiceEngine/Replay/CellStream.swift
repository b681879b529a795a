import SluiceKernel

/// Cells of a state in the order of their keys, one after the other: a page at a time, so that two can be walked together.
struct CellStream {
    private static let pageCells = 256
    private static let pageBytes = 1 << 20

    private let state: any ReplayState
    private let end: [UInt8]
    private var from: [UInt8]
    private var page: ArraySlice<(key: [UInt8], value: [UInt8])> = []
    private var isLast = false

    /// - Parameters:
    ///   - from: the first key.
    ///   - end: all keys are below it.
    init(_ state: any ReplayState, from: [UInt8], to end: [UInt8]) {
        self.state = state
        self.from = from
        self.end = end
    }

    mutating func next() throws(LogError) -> (key: [UInt8], value: [UInt8])? {
        if page.isEmpty && !isLast { try load() }
        return page.popFirst()
    }

    private mutating func load() throws(LogError) {
        var found: [(key: [UInt8], value: [UInt8])] = []
        var bytes = 0
        try state.scan(from: from, to: end) { key, value in
            found.append((Array(key), Array(value)))
            bytes += key.count + value.count
            return found.count < CellStream.pageCells && bytes < CellStream.pageBytes
        }
        isLast = found.count < CellStream.pageCells && bytes < CellStream.pageBytes
        if let last = found.last { from = last.key + [0] }
        page = found[...]
    }
}
