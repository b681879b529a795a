package import SluiceKernel

/// Lets a fold begin in the middle of the log: the first entry of each channel and feed that it meets tells what came before.
package final class MiddleStart: EventTranslation {
    package init() {}

    package func translate(_ event: Event, _ admission: Admission, in fold: PartitionFold) -> Event {
        fold.state.join(admission)
        return event
    }

    /// The cells of a state that has no instances, whose definitions are those deployed before `time`, milliseconds since
    /// 1970.
    ///
    /// - Parameter replace: gives the document that stands in the place of another, or nil.
    package static func cells(
        _ log: any EventLog, before time: Int64, replace: (_ sequence: Int64, _ document: [UInt8]) -> [UInt8]?
    ) throws(LogError) -> CellBatch {
        var state = PartitionState()
        var documents: [(sequence: Int64, document: [UInt8])] = []
        try log.walk(.definitions, partition: 0) { record, batch in
            guard record.time <= time else { return }
            batch.withParts(of: record) { _, value, _ in
                guard let value, let definition = DefinitionReader.read(json: Array(value)).definition else { return }
                let known = PartitionState.KnownDefinition(
                    sequence: record.offset, name: Array(definition.name.utf8), version: definition.version,
                    activation: record.offset)
                let isTaken = state.definitions.contains { $0.name == known.name && $0.version == known.version }
                guard !isTaken else { return }
                state.definitions.append(known)
                documents.append((record.offset, replace(record.offset, Array(value)) ?? Array(value)))
            }
        }
        var cells = CellBatch()
        cells.put(CellKey.partition, state.encode())
        for (sequence, document) in documents { cells.put(CellKey.definition(sequence), document) }
        return cells
    }
}
