extension DefinitionReader {
    mutating func publish(_ node: DocumentNode, _ fields: DocumentFields, _ index: Int) -> StepKind? {
        places.note(.step(index, "publish"), at: node.place)
        let topic = text(node, fields.path("publish"), "the name of a topic")
        var settings = PublishSettings(topic: topic ?? "")
        if let node = fields["key"] { settings.key = expression(node, fields.path("key"), .step(index, "key")) }
        if let node = fields["type"] {
            places.note(.step(index, "type"), at: node.place)
            settings.type = text(node, fields.path("type"), "the type of a record")
        }
        if let node = fields["headers"] { settings.headers = headers(node, fields.path("headers"), index) }
        if let node = fields["delivery"] {
            let word = choice(node, fields.path("delivery"), PublishDelivery.allCases.map(\.rawValue))
            settings.delivery = word.flatMap { PublishDelivery(rawValue: $0) } ?? settings.delivery
        }
        let input = stepInput(fields, index)
        return topic == nil ? nil : .publish(settings, input)
    }

    /// A mapping from names to expressions.
    private mutating func headers(_ node: DocumentNode, _ path: String, _ index: Int) -> [PublishHeader] {
        places.note(.step(index, "headers"), at: node.place)
        guard let fields = fields(node, path, "a mapping from the name of a header to an expression") else { return [] }
        var headers: [PublishHeader] = []
        for entry in fields.entries {
            let part = DefinitionPart.step(index, "headers", headers.count)
            guard let value = expression(entry.value, fields.path(entry.key), part) else { continue }
            headers.append(PublishHeader(name: entry.key, value: value))
        }
        return headers
    }
}
