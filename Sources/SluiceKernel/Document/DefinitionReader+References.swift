extension DefinitionReader {
    /// What `name` stands for, if anything.
    func lookUp(_ name: String) -> ValueReference? {
        if name == "input" { return .input }
        return stepIndexes[Array(name.utf8)].map { .step($0) }
    }

    /// The name of a step, or `input`.
    mutating func reference(_ node: DocumentNode, _ path: String) -> ValueReference? {
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
            wrongKind(node, path, expected: "the name of a step")
            return nil
        }
        if let reference = lookUp(scalar.text) { return reference }
        if groups.contains(Array(scalar.text.utf8)) {
            report(
                .unknownStep, "\(scalar.text.quotedForMessage) is a group, which has no value",
                "Name one of its steps.",
                at: node, path)
        } else {
            report(
                .unknownStep, "unknown step \(scalar.text.quotedForMessage)",
                nearestHint(scalar.text, among: drafts.map(\.name) + ["input"], kind: "Steps"), at: node, path
            )
        }
        return nil
    }

    /// A list of names of steps, or one.
    mutating func references(_ node: DocumentNode, _ path: String, _ part: DefinitionPart) -> [ValueReference] {
        places.note(part, at: node.place)
        guard case .sequence(let items) = node.content else { return reference(node, path).map { [$0] } ?? [] }
        var result: [ValueReference] = []
        for (index, item) in items.enumerated() {
            guard let reference = reference(item, "\(path)[\(index)]") else { continue }
            places.note(DefinitionPart(step: part.step, field: part.field, index: result.count), at: item.place)
            result.append(reference)
        }
        return result
    }

    /// A list of texts, or one.
    mutating func texts(_ node: DocumentNode, _ path: String, _ expected: String) -> [String] {
        guard case .sequence(let items) = node.content else { return text(node, path, expected).map { [$0] } ?? [] }
        var result: [String] = []
        for (index, item) in items.enumerated() {
            if let text = text(item, "\(path)[\(index)]", expected) { result.append(text) }
        }
        return result
    }
}
