package import SluiceKernel

/// What the topic `definitions` holds.
package enum DeployedDefinitions {
    /// Every definition that was ever deployed, in that order; what does not read is left out.
    package static func read(_ log: any EventLog) throws(LogError) -> [Definition] {
        var definitions: [Definition] = []
        try each(log) { _, document in
            if let definition = DefinitionReader.read(json: document).definition { definitions.append(definition) }
        }
        return definitions
    }

    /// Walks the documents with their sequence numbers, up to the end as it is now.
    static func each(_ log: any EventLog, _ body: (Int64, [UInt8]) -> Void) throws(LogError) {
        let range = try log.range(.definitions, partition: 0)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let batch = try log.read(.definitions, partition: 0, from: offset, bytes: 1 << 20)
            guard let last = batch.records.last else { return }
            for record in batch.records {
                body(record.offset, batch.withParts(of: record) { _, value, _ in value.map { Array($0) } ?? [] })
            }
            offset = last.offset + 1
        }
    }
}
