import SluiceExpressions

extension DefinitionReader {
    mutating func stepKind(_ kind: String, _ fields: DocumentFields, _ index: Int) -> StepKind? {
        guard let node = fields[kind] else { return nil }
        let path = fields.path(kind)
        let part = DefinitionPart.step(index, kind)
        switch kind {
        case "task": return task(node, fields, index)
        case "transform": return transform(node, path, part)
        case "signal": return signal(node, fields, index)
        case "timer": return durationSource(node, path, part).map { .timer(.after($0)) }
        case "until": return until(node, path, part)
        case "timeout_of":
            places.note(part, at: node.place)
            return reference(node, path).map { .timeoutOf($0) }
        case "first_of": return .firstOf(references(node, path, part))
        case "publish": return publish(node, fields, index)
        default: return nil
        }
    }

    private mutating func task(_ node: DocumentNode, _ fields: DocumentFields, _ index: Int) -> StepKind? {
        let name = text(node, fields.path("task"), "the name of a task")
        places.note(.step(index, "task"), at: node.place)
        var settings = TaskSettings(task: name ?? "")
        if let node = fields["queue"] {
            // Noted whether it can be read or not: then it is known that there is one.
            places.note(.step(index, "queue"), at: node.place)
            settings.queue = text(node, fields.path("queue"), "the name of a queue")
        }
        if let node = fields["retry"] {
            places.note(.step(index, "retry"), at: node.place)
            settings.retry = retry(node, fields.path("retry"), index)
        }
        if let node = fields["timeout"] {
            places.note(.step(index, "timeout"), at: node.place)
            settings.timeout = duration(node, fields.path("timeout")) ?? settings.timeout
        }
        if let node = fields["heartbeat"] {
            places.note(.step(index, "heartbeat"), at: node.place)
            settings.heartbeat = duration(node, fields.path("heartbeat"))
        }
        if let node = fields["deadline"] {
            places.note(.step(index, "deadline"), at: node.place)
            settings.deadline = duration(node, fields.path("deadline"))
        }
        let input = stepInput(fields, index)
        return name == nil ? nil : .task(settings, input)
    }

    /// What a task is given, or a record holds.
    mutating func stepInput(_ fields: DocumentFields, _ index: Int) -> StepInput {
        if let node = fields["inputs"] {
            if fields["with"] != nil {
                report(
                    .conflict, "'with' and 'inputs' exclude each other",
                    "'with' is one expression, 'inputs' a list of steps.",
                    at: node, fields.path("inputs"))
            }
            guard case .sequence = node.content else {
                wrongKind(
                    node, fields.path("inputs"), expected: "a list of steps",
                    "Write inputs: [a, b], or with: <expression> for one value.")
                return .values([])
            }
            return .values(references(node, fields.path("inputs"), .step(index, "inputs")))
        }
        guard let node = fields["with"] else { return .expression(DefinitionReader.wholeInput) }
        return .expression(expression(node, fields.path("with"), .step(index, "with")) ?? DefinitionReader.wholeInput)
    }

    /// What that is when the document does not say.
    static let wholeInput = "input"

    private mutating func transform(_ node: DocumentNode, _ path: String, _ part: DefinitionPart) -> StepKind? {
        guard case .mapping = node.content else {
            return expression(node, path, part).map { .transform(.expression($0)) }
        }
        guard let fields = fields(node, path, "") else { return nil }
        guard let closure = fields["closure"], fields.entries.count == 1 else {
            report(
                .wrongKind, "expected an expression or {closure: [<steps>]}, found another mapping",
                "Write an object as one text in quotes, such as '{\"id\": input.id}'.", at: node, path)
            return nil
        }
        return .transform(.closure(references(closure, fields.path("closure"), part)))
    }

    /// An expression, or a literal time, which becomes one.
    private mutating func until(_ node: DocumentNode, _ path: String, _ part: DefinitionPart) -> StepKind? {
        guard case .scalar(let scalar) = node.content, DefinitionReader.looksLikeTime(scalar.text) else {
            return expression(node, path, part).map { .timer(.until($0)) }
        }
        places.note(part, at: node.place)
        guard Array(scalar.text.utf8).withUnsafeBufferPointer({ CELTimestamp($0) }) != nil else {
            report(
                .badValue, "\(scalar.text.quotedForMessage) is no time", "Write a time as 2026-01-31T08:00:00Z.",
                at: node, path)
            return nil
        }
        return .timer(.until("timestamp(\"\(scalar.text)\")"))
    }

    /// No expression begins `2026-01-31T`.
    private static func looksLikeTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(11))
        guard bytes.count == 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return bytes.prefix(10).enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : byte.isDigit
        }
    }

    private mutating func signal(_ node: DocumentNode, _ fields: DocumentFields, _ index: Int) -> StepKind? {
        places.note(.step(index, "signal"), at: node.place)
        var timeout: DurationSource?
        if let node = fields["timeout"] {
            // Noted whether it can be read or not: then it is known that there is one.
            places.note(.step(index, "timeout"), at: node.place)
            timeout = durationSource(node, fields.path("timeout"), .step(index, "timeout"))
        }
        if case .scalar(let scalar) = node.content, scalar.value == .null || scalar.value == .bool(true) {
            return .signal(name: drafts[index].name, timeout: timeout)
        }
        return text(node, fields.path("signal"), "the name of a signal").map { .signal(name: $0, timeout: timeout) }
    }

    /// `none`, a number of attempts, or the fields of a policy.
    private mutating func retry(_ node: DocumentNode, _ path: String, _ index: Int) -> RetryPolicy {
        var policy = RetryPolicy()
        if case .scalar(let scalar) = node.content {
            if scalar.text == "none" {
                policy.attempts = 1
            } else if case .int = scalar.value {
                policy.attempts = attempts(node, path) ?? policy.attempts
            } else {
                wrongKind(
                    node, path, expected: "none, a number of attempts, or a mapping",
                    "Write retry: {attempts: 5, first: 1s}.")
            }
            return policy
        }
        guard let fields = fields(node, path, "none, a number of attempts, or a mapping") else { return policy }
        checkKeys(of: fields, known: DocumentWords.retry, kind: "Fields of retry")
        for entry in fields.entries { places.note(.step(index, "retry.\(entry.key)"), at: entry.value.place) }
        if let node = fields["attempts"] {
            policy.attempts = attempts(node, fields.path("attempts")) ?? policy.attempts
        }
        if let node = fields["first"] { policy.first = duration(node, fields.path("first")) ?? policy.first }
        if let node = fields["cap"] {
            policy.cap = duration(node, fields.path("cap")) ?? policy.cap
        }
        if let node = fields["factor"] {
            policy.factorMilli = thousandths(node, fields.path("factor")) ?? policy.factorMilli
        }
        if let node = fields["jitter"] {
            policy.jitterMilli = thousandths(node, fields.path("jitter")) ?? policy.jitterMilli
        }
        if let node = fields["not"] { policy.nonRetriable = texts(node, fields.path("not"), "the name of an error") }
        return policy
    }

    private mutating func attempts(_ node: DocumentNode, _ path: String) -> UInt16? {
        integer(node, path, 1...Int64(DefinitionCheck.maximumAttempts)).map { UInt16($0) }
    }
}
