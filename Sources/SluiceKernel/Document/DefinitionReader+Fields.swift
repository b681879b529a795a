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
            unknownKey(entry, in: fields, known: known, kind: kind)
        }
    }

    mutating func unknownKey(_ entry: DocumentEntry, in fields: DocumentFields, known: [String], kind: String) {
        if DocumentWords.later.contains(where: { $0.isSameBytes(as: entry.key) }) {
            report(
                .laterRelease, "'\(entry.key)' is a word of a later release of Sluice",
                "This release cannot run it yet.",
                at: entry.keyPlace, fields.path)
            return
        }
        report(
            .unknownKey, "unknown key \(entry.key.quotedForMessage)",
            isRestOfText(entry, in: fields)
                ? DocumentText.flowHint : nearestHint(entry.key, among: known, kind: kind),
            at: entry.keyPlace, fields.path)
    }

    /// Whether a key is probably what stood behind a comma in an expression: `{transform: max(a, b)}`.
    private func isRestOfText(_ entry: DocumentEntry, in fields: DocumentFields) -> Bool {
        // The place of a mapping in braces is its brace, that of another one is its first key.
        guard let first = fields.entries.first?.keyPlace, first != fields.node.place, first != entry.keyPlace else {
            return false
        }
        if case .scalar(let value) = entry.value.content, value.style == .plain, value.text.isEmpty { return true }
        return !entry.key.utf8.allSatisfy(\.isNameByte)
    }

    /// Looking for near names costs more than the rest, and nobody reads hundreds of them.
    func nearestHint(_ word: String, among candidates: @autoclosure () -> [String], kind: String) -> String? {
        problems.count > Problem.maximumCount ? nil : NearestName.hint(for: word, among: candidates(), kind: kind)
    }
}
