extension DefinitionReader {
    mutating func report(
        _ code: Problem.Code, _ message: String, _ hint: String? = nil, at place: FilePlace, _ path: String
    ) {
        problems.append(Problem(code, message, hint: hint, at: place, path: path))
    }

    mutating func report(
        _ code: Problem.Code, _ message: String, _ hint: String? = nil, at node: DocumentNode, _ path: String
    ) {
        report(code, message, hint, at: node.place, path)
    }

    mutating func wrongKind(_ node: DocumentNode, _ path: String, expected: String, _ hint: String? = nil) {
        report(.wrongKind, "expected \(expected), found \(node.kindName)", hint, at: node, path)
    }

    /// The fields of a mapping; anything else is reported.
    mutating func fields(_ node: DocumentNode, _ path: String, _ expected: String) -> DocumentFields? {
        guard case .mapping(let entries) = node.content else {
            wrongKind(node, path, expected: expected)
            return nil
        }
        return DocumentFields(node: node, path: path, entries: entries)
    }

    /// A field that must be there.
    mutating func required(
        _ fields: DocumentFields, _ key: String, _ hint: String, _ path: String = ""
    ) -> DocumentNode? {
        if let node = fields[key] { return node }
        report(.missing, "'\(key)' is missing", hint, at: fields.node, path)
        // Noted, so that the check does not tell it again.
        if fields.path.isEmpty { places.note(.setting(key), at: fields.node.place) }
        return nil
    }

    /// Reports every key that is not among `known`.
    mutating func checkKeys(of fields: DocumentFields, known: [String], kind: String) {
        for entry in fields.entries where !known.contains(where: { $0.isSameBytes(as: entry.key) }) {
            unknownKey(entry, known: known, kind: kind, fields.path)
        }
    }

    mutating func unknownKey(_ entry: DocumentEntry, known: [String], kind: String, _ path: String) {
        if DocumentWords.later.contains(where: { $0.isSameBytes(as: entry.key) }) {
            report(
                .laterRelease, "'\(entry.key)' is a word of a later release of Sluice",
                "This release cannot run it yet.",
                at: entry.keyPlace, path)
            return
        }
        report(
            .unknownKey, "unknown key \(entry.key.quotedForMessage)",
            nearestHint(entry.key, among: known, kind: kind), at: entry.keyPlace, path)
    }

    /// Looking for near names costs more than the rest, and nobody reads hundreds of them.
    func nearestHint(_ word: String, among candidates: @autoclosure () -> [String], kind: String) -> String? {
        problems.count > Problem.maximumCount ? nil : NearestName.hint(for: word, among: candidates(), kind: kind)
    }
}
