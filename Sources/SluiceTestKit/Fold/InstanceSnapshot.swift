package import SluiceKernel

/// An instance as its cells hold it: everything, whatever a store has already.
package struct InstanceSnapshot: Equatable {
    package var id: [UInt8]
    package var header: [UInt8]
    /// Values with cells of their own, by slot, ascending.
    package var values: [[UInt8]]
    package var slots: [UInt16]

    package init(_ instance: Instance) {
        var copy = instance
        for step in copy.steps.indices { copy.steps[step].flags.remove(.stored) }
        var writer = ByteWriter()
        var values: [[UInt8]] = []
        var slots: [UInt16] = []
        Instance.encode(&copy, to: &writer, isFirst: true) { slot, value in
            slots.append(slot)
            values.append(Array(value))
        }
        id = copy.id
        header = writer.bytes
        self.values = values
        self.slots = slots
    }

    package func decode() throws(CodecError) -> Instance {
        do {
            return try id.withUnsafeBytes { id in
                try header.withUnsafeBytes { header in
                    try Instance(id: id, cell: header) { slot throws(CodecError) in
                        guard let index = slots.firstIndex(of: slot) else {
                            throw CodecError("no cell for value \(slot)", at: 0)
                        }
                        return values[index]
                    }
                }
            }
        } catch let error as CodecError { throw error } catch { throw CodecError("\(error)", at: 0) }
    }

    /// A short name for what an answer showed.
    package var digest: String {
        var hash = id.withUnsafeBytes { id in header.withUnsafeBytes { StateHash.cell(key: id, value: $0) } }
        for (slot, value) in zip(slots, values) {
            hash.add(
                [UInt8(truncatingIfNeeded: slot)].withUnsafeBytes { key in
                    value.withUnsafeBytes { StateHash.cell(key: key, value: $0) }
                })
        }
        return hash.description
    }
}
