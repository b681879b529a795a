import SluiceKernel

/// Derives the index rows of cells, and remembers the queues of the definitions that it met.
struct IndexDerivation {
    private var queues: [Int64: [UInt64?]] = [:]

    /// Calls `row` with the key of each index row that follows from a cell.
    ///
    /// - Parameter definition: the cell of a definition with this key.
    /// - Throws: when the cell or its definition cannot be read.
    mutating func rows(
        of key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, definition: ([UInt8]) -> [UInt8]?,
        _ row: ([UInt8]) -> Void
    ) throws(CodecError) {
        var known: [Int64: [UInt64?]] = [:]
        swap(&known, &queues)
        defer { queues = known }
        try DerivedIndex.keys(
            ofCell: key, value,
            queue: { sequence, step throws(CodecError) in
                if known[sequence] == nil { known[sequence] = try Self.queues(of: sequence, definition) }
                guard let queues = known[sequence], step < queues.count, let queue = queues[step] else {
                    throw CodecError("step \(step) of definition \(sequence) is no task", at: 0)
                }
                return queue
            }, row)
    }

    /// The queues of a definition's steps; nil for a step that is no task.
    private static func queues(
        of sequence: Int64, _ definition: ([UInt8]) -> [UInt8]?
    ) throws(CodecError) -> [UInt64?] {
        guard let document = definition(CellKey.definition(sequence)),
            let steps = DefinitionReader.read(json: document).definition?.steps
        else { throw CodecError("definition \(sequence) cannot be read", at: 0) }
        return steps.map { step in
            if case .task(let settings, _) = step.kind { settings.line } else { nil }
        }
    }
}
