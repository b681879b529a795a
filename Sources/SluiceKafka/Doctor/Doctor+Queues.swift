import SluiceEngine
import SluiceKernel

extension Doctor {
    /// Whether the topics of all queues that definitions name are as they must be, and may be written.
    func queueFindings(isNode: Bool) -> [Finding] {
        do throws(LogError) {
            let queues = try queues()
            guard !queues.isEmpty else { return [] }
            let plans = queues.map { TopicPlan.queue($0, settings) }
            let warnings = WarningLog()
            var findings = try TopicSetup(settings, admin, plans: plans, sink: warnings).allDifferences().map {
                Finding(
                    .error, "queues", $0.topic, "\($0.what): attempts fail as long as it takes none",
                    fixes: $0.fix.split(separator: "\n").map(String.init))
            }
            findings += warnings.lines.map { Finding(.warning, "queues", settings.application, $0) }
            if isNode { findings += try queueRightsFindings(plans.map(\.name)) }
            if findings.isEmpty {
                findings.append(
                    Finding(.ok, "queues", settings.application, "\(queues.count) topics of queues are as they must be")
                )
            }
            return findings
        } catch { return [Finding(.warning, "queues", settings.application, "not looked at: \(error.message)")] }
    }

    private func queueRightsFindings(_ topics: [String]) throws(LogError) -> [Finding] {
        try missingRights([.write, .describe], to: topics).map { right in
            Finding(
                .error, "queues", settings.application, "the principal lacks \(right), which a node needs",
                fixes: [right.line(settings.bootstrap)])
        }
    }

    /// In the order in which definitions first name them.
    private func queues() throws(LogError) -> [String] {
        let topic = settings.name(of: .definitions)
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        let range = try reader.watermarks(topic, 0)
        var found: [String] = []
        guard !range.isEmpty else { return found }
        try reader.readToEnd(of: topic, 0, from: range.lowerBound) { batch in
            for record in batch.records {
                batch.withParts(of: record) { _, value, _ in
                    // What is no definition is told of where it is folded.
                    guard let value, let definition = DefinitionReader.read(json: Array(value)).definition else {
                        return
                    }
                    for queue in definition.queues where !found.contains(queue) { found.append(queue) }
                }
            }
        }
        return found
    }
}
