import SluiceEngine
import SluiceKernel

/// What the `checkpoints` topic holds of one partition: every key's last value.
struct RestoredPartition {
    private(set) var cells: [[UInt8]: [UInt8]] = [:]
    private(set) var position = Position()

    mutating func take(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) throws(CodecError) {
        if key.elementsEqual(CheckpointRecord.positionKey) {
            if let value { position = try Position(value) }
        } else {
            cells[Array(key)] = value.map { Array($0) }
        }
    }

    /// The sum over the cells: what the position says of them.
    var hash: StateHash {
        var sum = StateHash()
        for (key, value) in cells {
            sum.add(key.withUnsafeBytes { key in value.withUnsafeBytes { StateHash.cell(key: key, value: $0) } })
        }
        return sum
    }

    /// The cells with their index rebuilt, as a store.
    func store() throws(CodecError) -> any PartitionStore {
        var queues: [Int64: [UInt64?]] = [:]
        var index: [[UInt8]: [UInt8]] = [:]
        for (key, value) in cells {
            try RestoredPartition.index(
                key, value,
                { definition, step throws(CodecError) in
                    if queues[definition] == nil { queues[definition] = try taskQueues(of: definition) }
                    guard let known = queues[definition], step < known.count, let queue = known[step] else {
                        throw CodecError("step \(step) of definition \(definition) is no task", at: 0)
                    }
                    return queue
                }
            ) { index[$0] = [] }
        }
        return SortedStore(cells.merging(index) { cell, _ in cell })
    }

    private static func index(
        _ key: [UInt8], _ value: [UInt8], _ queue: (_ definition: Int64, _ step: Int) throws(CodecError) -> UInt64,
        _ row: ([UInt8]) -> Void
    ) throws(CodecError) {
        try withViews(key, value, []) { key, value, _ throws(CodecError) in
            try DerivedIndex.keys(ofCell: key, value, queue: queue, row)
        }
    }

    /// The queues of a definition's steps; nil for a step that is no task.
    private func taskQueues(of definition: Int64) throws(CodecError) -> [UInt64?] {
        guard let document = cells[CellKey.definition(definition)],
            let steps = DefinitionReader.read(json: document).definition?.steps
        else { throw CodecError("definition \(definition) cannot be read", at: 0) }
        return steps.map { step in
            if case .task(let settings, _) = step.kind { TaskSettings.queue(of: settings.task) } else { nil }
        }
    }
}
