extension DefinitionCheck {
    /// Bytes of a topic's name, as Kafka has it.
    package static let longestTopic = 249
    /// Bytes of a header's name.
    package static let longestHeader = 64
    /// Headers of one record, beside those of the engine.
    package static let maximumHeaders = 32

    mutating func checkPublish(_ settings: PublishSettings, _ index: Int) {
        if let problem = DefinitionCheck.problem(withTopic: settings.topic) {
            report(.badName, problem.message, problem.hint, at: .step(index, "publish"))
        }
        if let type = settings.type { checkText(type, "the type of a record", at: .step(index, "type")) }
        if settings.headers.count > DefinitionCheck.maximumHeaders {
            report(
                .limit, "\(settings.headers.count) headers, more than \(DefinitionCheck.maximumHeaders)",
                at: .step(index, "headers"))
        }
        var names: [[UInt8]] = []
        for (position, header) in settings.headers.enumerated() {
            let part = DefinitionPart.step(index, "headers", position)
            if let problem = DefinitionName.problem(header.name, limit: DefinitionCheck.longestHeader) {
                report(.badName, "the header: \(problem)", DefinitionName.hint, at: part)
            } else if DefinitionCheck.isOurs(header: header.name) {
                report(
                    .badName, "the header \(header.name.quotedForMessage) is written by the engine",
                    "Headers of your own do not begin with 'ce_' or 'sluice_'.", at: part)
            }
            let name = Array(header.name.utf8)
            if names.contains(name) {
                report(.duplicateName, "two headers have the name \(header.name.quotedForMessage)", at: part)
            }
            names.append(name)
        }
    }

    private static func isOurs(header name: String) -> Bool {
        name.hasPrefix("ce_") || name.hasPrefix("sluice_") || name == "content-type"
    }

    /// What is wrong with the name of a topic of others, if anything.
    package static func problem(withTopic topic: String) -> (message: String, hint: String?)? {
        if let problem = DefinitionName.problem(topic, limit: longestTopic) {
            return ("the topic: \(problem)", DefinitionName.hint)
        }
        if topic == "." || topic == ".." { return ("\(topic.quotedForMessage) is no topic", nil) }
        if topic.hasPrefix("__") {
            return ("the topic \(topic.quotedForMessage) belongs to Kafka", "Name a topic of your own.")
        }
        return nil
    }
}
