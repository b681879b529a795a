import SluiceExpressions

/// Maps the records of one source: the first rule whose condition holds says what a record does, and without one it is passed
/// over.
package struct SourceMapper: RecordMapper {
    private let rules: [SourceRule]

    package init(_ rules: [SourceRule]) { self.rules = rules }

    package func map(_ record: FedRecord, _ body: (MappedEntry) -> Void) {
        var reading = SourceReading(record)
        do throws(SourceRefusal) {
            for rule in rules {
                if let condition = rule.condition, try !reading.holds(condition) { continue }
                return try map(record, rule, &reading, body)
            }
        } catch {
            body(.refused(error.reason))
        }
    }

    private func map(
        _ record: FedRecord, _ rule: SourceRule, _ reading: inout SourceReading, _ body: (MappedEntry) -> Void
    ) throws(SourceRefusal) {
        var instance = Array(record.key)
        if let id = rule.id { instance = try reading.text(id) }
        let problem = instance.withUnsafeBytes { PartitionFold.problem(withID: $0) }
        if let problem {
            throw SourceRefusal(rule.id == nil && instance.isEmpty ? "the record has no key" : problem)
        }
        let data = if let data = rule.data { try reading.json(data) } else { try reading.wholeValue() }
        let id = Array("\(record.topic)/\(record.incarnation)/\(record.partition)/\(record.offset)".utf8)
        instance.withUnsafeBytes { instance in
            data.withUnsafeBytes { data in
                id.withUnsafeBytes { id in
                    switch rule.target {
                    case .start(let workflow, let version):
                        Array(workflow.utf8).withUnsafeBytes {
                            body(
                                .event(
                                    .started(
                                        StartedEvent(
                                            instance: instance, definition: $0, version: version, id: id, input: data)))
                            )
                        }
                    case .signal(let name):
                        Array(name.utf8).withUnsafeBytes {
                            body(.event(.signaled(SignaledEvent(instance: instance, name: $0, id: id, data: data))))
                        }
                    }
                }
            }
        }
    }
}
