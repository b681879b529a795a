import SluiceKernel
import Synchronization

/// Looks which of the deployed definitions a node can run, each once.
package final class DefinitionSurvey: Sendable {
    /// Looked at in one go: whoever asks has other things to do.
    private static let bytes = 1 << 16

    private let known = Mutex(DefinitionKnowledge())
    private let log: any EventLog
    private let registry: DefinitionRegistry

    package init(log: any EventLog, registry: DefinitionRegistry) {
        self.log = log
        self.registry = registry
    }

    /// Takes in what was deployed since the last look.
    package func look() -> DefinitionKnowledge {
        known.withLock { known in
            guard let end = try? log.range(.definitions, partition: 0).upperBound, end > known.next,
                let batch = try? log.read(.definitions, partition: 0, from: known.next, bytes: DefinitionSurvey.bytes)
            else { return known }
            for record in batch.records {
                let document = batch.withParts(of: record) { _, value, _ in value.map { Array($0) } }
                known.next = record.offset + 1
                guard let document, let definition = DefinitionReader.read(json: document).definition else { continue }
                if registry.refusal(of: definition) != nil { known.lacks.append(record.offset) }
            }
            return known
        }
    }
}
