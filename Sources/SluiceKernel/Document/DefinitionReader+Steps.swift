extension DefinitionReader {
    /// Gives each step its index, in the order of the text, groups flattened: then steps can name later ones.
    mutating func collectSteps(_ node: DocumentNode, path: String, gates: [(text: String, note: DefinitionPlaces.Note)])
    {
        guard let fields = fields(node, path, "steps as a mapping from name to step") else { return }
        if fields.entries.isEmpty {
            report(.missing, "there are no steps", "Add at least one step.", at: node, path)
        }
        for entry in fields.entries {
            let stepPath = "\(path).\(entry.key)"
            if case .mapping(let inner) = entry.value.content, inner.contains(where: { $0.key == "steps" }) {
                group(entry, DocumentFields(node: entry.value, path: stepPath, entries: inner), gates: gates)
                continue
            }
            places.note(.step(drafts.count), DefinitionPlaces.Note(entry.keyPlace, path: stepPath))
            let key = Array(entry.key.utf8)
            if stepIndexes[key] == nil { stepIndexes[key] = drafts.count }
            drafts.append(StepDraft(name: entry.key, node: entry.value, path: stepPath, gates: gates))
        }
    }

    private mutating func group(
        _ entry: DocumentEntry, _ fields: DocumentFields, gates: [(text: String, note: DefinitionPlaces.Note)]
    ) {
        groups.insert(Array(entry.key.utf8))
        if let problem = DefinitionName.problem(entry.key, limit: DefinitionName.stepLimit) {
            report(.badName, problem, DefinitionName.hint, at: entry.keyPlace, fields.path)
        }
        checkKeys(of: fields, known: DocumentWords.group, kind: "A group has")
        var gates = gates
        if let when = required(fields, "when", "A group is a condition over several steps.", fields.path) {
            gates += conditions(when, fields.path("when"))
        }
        if let steps = fields["steps"] { collectSteps(steps, path: fields.path("steps"), gates: gates) }
    }

    /// One condition or a list of them.
    private mutating func conditions(_ node: DocumentNode, _ path: String) -> [(
        text: String, note: DefinitionPlaces.Note
    )] {
        var nodes = [(node, path)]
        if case .sequence(let items) = node.content {
            nodes = items.enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
        }
        return nodes.compactMap { notedExpression($0, $1) }
    }

    /// Reads the step at `index`. What cannot be read becomes a stand-in, and was reported.
    mutating func step(_ index: Int) -> StepDefinition {
        let draft = drafts[index]
        var step = StepDefinition(name: draft.name, kind: .firstOf([]))
        guard let fields = fields(draft.node, draft.path, "a step as a mapping, such as {task: <name>}") else {
            return step
        }
        if let kind = kind(fields) {
            checkStepKeys(fields, kind)
            step.kind = stepKind(kind, fields, index) ?? step.kind
        }
        if let node = fields["after"] { step.after = references(node, fields.path("after"), .step(index, "after")) }
        if let node = fields["on_failure"] {
            let word = choice(node, fields.path("on_failure"), FailurePolicy.allCases.map(\.rawValue))
            step.onFailure = word.flatMap { FailurePolicy(rawValue: $0) } ?? step.onFailure
        }
        var gates = draft.gates
        if let node = fields["when"] {
            places.note(.step(index, "when"), at: node.place)
            gates += conditions(node, fields.path("when"))
        }
        for (position, gate) in gates.enumerated() { places.note(.step(index, "when", position), gate.note) }
        step.gates = gates.map(\.text)
        return step
    }

    /// The field that says what the step does: exactly one.
    private mutating func kind(_ fields: DocumentFields) -> String? {
        let found = DocumentWords.kinds.filter { fields[$0] != nil }
        if found.count == 1 { return found[0] }
        if found.count > 1 {
            report(
                .conflict, "a step does one thing, found \(found.joinedForMessage("and"))", "Make it several steps.",
                at: fields.node, fields.path)
            return nil
        }
        let before = problems.count
        for entry in fields.entries where !DocumentWords.common.contains(entry.key) {
            unknownKey(entry, in: fields, known: DocumentWords.kinds + DocumentWords.common, kind: "A step is one of")
        }
        if problems.count == before {
            report(
                .missing, "the step does not say what it does", "Add one of \(DocumentWords.kinds.joinedForMessage()).",
                at: fields.node, fields.path)
        }
        return nil
    }

    private mutating func checkStepKeys(_ fields: DocumentFields, _ kind: String) {
        let known = DocumentWords.fields(of: kind) + DocumentWords.common
        for entry in fields.entries where !known.contains(where: { $0.isSameBytes(as: entry.key) }) {
            let owners = DocumentWords.kinds.filter { DocumentWords.fields(of: $0).contains(entry.key) }
            if let owner = owners.first {
                report(
                    .conflict,
                    "'\(entry.key)' belongs to \(DocumentWords.kindName(owner)), and this is \(DocumentWords.kindName(kind))",
                    at: entry.keyPlace, fields.path)
            } else {
                unknownKey(
                    entry, in: fields, known: known, kind: "\(DocumentWords.kindName(kind).capitalizedFirst) has")
            }
        }
    }
}
