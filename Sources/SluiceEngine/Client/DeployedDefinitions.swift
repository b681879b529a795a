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
        try log.walk(.definitions, partition: 0) { record, batch in
            body(record.offset, batch.withParts(of: record) { _, value, _ in value.map { Array($0) } ?? [] })
        }
    }
}
