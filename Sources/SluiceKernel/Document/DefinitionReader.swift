/// Reads a document as a definition, and collects every problem on the way rather than stopping at the first.
package struct DefinitionReader {
    var problems: [Problem]
    var places = DefinitionPlaces()
    /// Names of steps, as bytes, to their index.
    var stepIndexes: [[UInt8]: Int] = [:]
    var groups: Set<[UInt8]> = []
    var drafts: [StepDraft] = []
    /// Steps or the result could not be read as they are meant, so what follows from them is not held against the rest.
    private var isPartial = false

    private init(problems: [Problem]) { self.problems = problems }

    /// Reads and checks the definition that `document` holds.
    package static func read(
        _ document: ParsedDocument, from origin: DefinitionCheck.Origin = .author
    ) -> DefinitionReading {
        var reader = DefinitionReader(problems: document.problems)
        var draft: Definition?
        if let root = document.root { draft = reader.definition(root) }
        if let draft {
            reader.problems += DefinitionCheck.problems(
                of: draft, places: reader.places, from: origin,
                isPartial: reader.isPartial || !document.problems.isEmpty)
        }
        let problems = reader.problems.inOrderOfPlace()
        return DefinitionReading(
            definition: problems.areOnlyWarnings ? draft : nil, places: reader.places, problems: problems.cutForPeople()
        )
    }

    /// Reads the canonical JSON of a definition, as it travels through the log.
    package static func read(json: [UInt8], file: String? = nil) -> DefinitionReading {
        read(JSONDocumentParser.parse(json, file: file), from: .log)
    }

    private mutating func definition(_ root: DocumentNode) -> Definition? {
        places.note(.whole, at: root.place)
        guard let fields = fields(root, "", "a workflow as a mapping that begins with 'sluice: 1'") else { return nil }
        guard isKnownFormat(fields) else { return nil }
        checkKeys(of: fields, known: DocumentWords.definition, kind: "Fields of a workflow")
        let name = required(fields, "workflow", "Add 'workflow: <name>'.").flatMap { text($0, "workflow", "a name") }
        let version = required(fields, "version", "Add 'version: 1' and raise it with every change.")
            .flatMap { integer($0, "version", 1...Int64(UInt32.max)) }
        let settings = readSettings(fields)
        let before = problems.count
        var steps: [StepDefinition] = []
        if let node = required(fields, "steps", "Add 'steps:' with at least one step.") {
            collectSteps(node, path: "steps", gates: [])
            for index in drafts.indices { steps.append(step(index)) }
        }
        var result = ResultSource.none
        if let node = fields["result"] { result = readResult(node) }
        isPartial = problems.count > before
        return Definition(
            name: name ?? "", version: UInt32(version ?? 0), steps: steps, result: result, settings: settings)
    }

    /// Whether the rest can be read: false for a format of another release, whose words are not ours to judge.
    private mutating func isKnownFormat(_ fields: DocumentFields) -> Bool {
        guard let node = required(fields, "sluice", "Begin the document with 'sluice: 1'.") else { return true }
        guard let version = integer(node, "sluice", 1...Int64.max), version != DocumentWords.formatVersion else {
            return true
        }
        report(
            .badValue, "format version \(version) is not known here", "This release reads 'sluice: 1'.", at: node,
            "sluice")
        return false
    }

    private mutating func readSettings(_ fields: DocumentFields) -> DefinitionSettings {
        var settings = DefinitionSettings()
        for entry in fields.entries { places.note(.setting(entry.key), at: entry.value.place) }
        if let node = fields["retention"], let value = duration(node, "retention") { settings.retention = value }
        if let node = fields["history"], let value = flag(node, "history") { settings.keepsHistory = value }
        if let value = setting(fields, "history_limit") { settings.historyLimit = value }
        if let value = setting(fields, "dedup_window") { settings.dedupWindow = value }
        if let value = setting(fields, "cost_budget") { settings.costBudget = value }
        if let value = setting(fields, "revision") { settings.revision = value }
        if let node = fields["unknown_signals"],
            let value = choice(node, "unknown_signals", UnknownSignals.allCases.map(\.rawValue))
        {
            settings.unknownSignals = UnknownSignals(rawValue: value) ?? settings.unknownSignals
        }
        return settings
    }

    /// A number of 32 bits; ``DefinitionCheck`` knows its narrower range.
    private mutating func setting(_ fields: DocumentFields, _ field: String) -> UInt32? {
        guard let node = fields[field] else { return nil }
        return integer(node, field, 0...Int64(UInt32.max)).map { UInt32($0) }
    }

    /// A step's name, `input`, an expression, or `{cel: …}` for an expression that reads like a name.
    private mutating func readResult(_ node: DocumentNode) -> ResultSource {
        if case .mapping = node.content {
            guard let fields = fields(node, "result", "") else { return .none }
            checkKeys(of: fields, known: ["cel"], kind: "Fields of a result")
            guard let inner = required(fields, "cel", "Write the expression as text.", "result") else { return .none }
            return resultExpression(inner)
        }
        if case .scalar(let scalar) = node.content {
            if scalar.value == .null { return .none }
            if let reference = lookUp(scalar.text) { return .value(reference) }
        }
        return resultExpression(node)
    }

    private mutating func resultExpression(_ node: DocumentNode) -> ResultSource {
        guard let text = expression(node, "result", .setting("result")) else { return .none }
        return .expression(text)
    }
}
