import SluiceKernel

/// Makes the state that a replay in the middle of a log begins with.
package enum ReplayStart {
    /// Puts the definitions deployed so far, and nothing else, into an empty state, which then stands at `offset`.
    package static func begin(
        _ state: any ReplayState, _ log: any EventLog, partition: Int, at offset: Int64,
        replace: (_ sequence: Int64, _ document: [UInt8]) -> [UInt8]? = { _, _ in nil }
    ) throws(LogError) {
        let first = try log.read(.events, partition: partition, from: offset, bytes: 1).records.first
        let cells = try MiddleStart.cells(log, before: first?.time ?? .max, replace: replace)
        var sum = StateHash()
        for cell in cells.cells { cells.withBytes(cell) { sum.add(StateHash.cell(key: $0, value: $1!)) } }
        let position = Position(next: offset, hash: sum, exists: true)
        try state.apply(
            Checkpoint.Part(partition: partition, cells: cells, index: CellBatch(), position: position))
    }
}
