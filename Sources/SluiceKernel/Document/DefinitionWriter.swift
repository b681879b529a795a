/// Writes a definition as the document that ``DefinitionReader`` reads as the same definition.
///
/// The order of keys is fixed and defaults are left out: equal definitions give equal bytes.
package enum DefinitionWriter {
    /// The bytes that travel through the log, and that the fingerprint is taken of. Stable: `docs/formats.md`.
    package static func canonicalJSON(_ definition: Definition) -> [UInt8] {
        var writer = JSONTextWriter()
        writer.write(document(definition))
        return writer.bytes
    }

    /// Indented JSON, for people.
    package static func prettyJSON(_ definition: Definition) -> String {
        var writer = JSONTextWriter(isPretty: true)
        writer.write(document(definition))
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    /// YAML, for people.
    package static func yaml(_ definition: Definition) -> String {
        var writer = YAMLTextWriter()
        writer.write(document(definition))
        return writer.text
    }

    /// The tree of the document.
    package static func document(_ definition: Definition) -> DocumentNode {
        var fields: [(String, DocumentNode)] = [
            ("sluice", .number(DocumentWords.formatVersion)),
            ("workflow", .text(definition.name)),
            ("version", .number(definition.version)),
        ]
        fields += settings(definition.settings)
        fields.append(("steps", .fields(definition.steps.map { ($0.name, step($0, in: definition)) })))
        switch definition.result {
        case .none: break
        case .value(let reference): fields.append(("result", self.reference(reference, in: definition)))
        case .expression(let text):
            let readsLikeName = text == "input" || definition.steps.contains { $0.name.isSameBytes(as: text) }
            fields.append(("result", readsLikeName ? .fields([("cel", .text(text))]) : .text(text)))
        }
        return .fields(fields)
    }

    private static func settings(_ settings: DefinitionSettings) -> [(String, DocumentNode)] {
        let usual = DefinitionSettings()
        var fields: [(String, DocumentNode)] = []
        if settings.retention != usual.retention { fields.append(("retention", duration(settings.retention))) }
        if settings.keepsHistory != usual.keepsHistory { fields.append(("history", .flag(settings.keepsHistory))) }
        if settings.historyLimit != usual.historyLimit {
            fields.append(("history_limit", .number(settings.historyLimit)))
        }
        if settings.unknownSignals != usual.unknownSignals {
            fields.append(("unknown_signals", .text(settings.unknownSignals.rawValue)))
        }
        if settings.dedupWindow != usual.dedupWindow { fields.append(("dedup_window", .number(settings.dedupWindow))) }
        if settings.costBudget != usual.costBudget { fields.append(("cost_budget", .number(settings.costBudget))) }
        if settings.revision != usual.revision { fields.append(("revision", .number(settings.revision))) }
        return fields
    }

    private static func step(_ step: StepDefinition, in definition: Definition) -> DocumentNode {
        var fields = kind(step.kind, in: definition)
        if !step.after.isEmpty { fields.append(("after", .list(step.after.map { reference($0, in: definition) }))) }
        if !step.gates.isEmpty { fields.append(("when", .oneOrList(step.gates.map { .text($0) }))) }
        if step.onFailure != .sideline { fields.append(("on_failure", .text(step.onFailure.rawValue))) }
        return .fields(fields)
    }

    private static func kind(_ kind: StepKind, in definition: Definition) -> [(String, DocumentNode)] {
        switch kind {
        case .task(let settings, let input): return task(settings, input, in: definition)
        case .transform(.expression(let text)): return [("transform", .text(text))]
        case .transform(.closure(let inputs)):
            return [("transform", .fields([("closure", .list(inputs.map { reference($0, in: definition) }))]))]
        case .signal(let name, let timeout):
            return [("signal", .text(name))] + (timeout.map { [("timeout", duration($0))] } ?? [])
        case .timeoutOf(let signal): return [("timeout_of", reference(signal, in: definition))]
        case .timer(.after(let source)): return [("timer", duration(source))]
        case .timer(.until(let text)): return [("until", .text(text))]
        case .firstOf(let choices): return [("first_of", .list(choices.map { reference($0, in: definition) }))]
        case .publish(let settings, let input): return publish(settings, input, in: definition)
        }
    }

    private static func publish(
        _ settings: PublishSettings, _ input: StepInput, in definition: Definition
    ) -> [(String, DocumentNode)] {
        var fields: [(String, DocumentNode)] = [("publish", .text(settings.topic))]
        if let key = settings.key { fields.append(("key", .text(key))) }
        fields += self.input(input, in: definition)
        if let type = settings.type { fields.append(("type", .text(type))) }
        if !settings.headers.isEmpty {
            fields.append(("headers", .fields(settings.headers.map { ($0.name, .text($0.value)) })))
        }
        if settings.delivery != .exactlyOnce { fields.append(("delivery", .text(settings.delivery.rawValue))) }
        return fields
    }

    private static func task(
        _ settings: TaskSettings, _ input: StepInput, in definition: Definition
    ) -> [(String, DocumentNode)] {
        var fields: [(String, DocumentNode)] = [("task", .text(settings.task))]
        if let queue = settings.queue { fields.append(("queue", .text(queue))) }
        fields += self.input(input, in: definition)
        if let retry = retry(settings.retry) { fields.append(("retry", retry)) }
        if settings.timeout != TaskSettings(task: "").timeout { fields.append(("timeout", duration(settings.timeout))) }
        if let heartbeat = settings.heartbeat { fields.append(("heartbeat", duration(heartbeat))) }
        if let deadline = settings.deadline { fields.append(("deadline", duration(deadline))) }
        return fields
    }

    private static func input(_ input: StepInput, in definition: Definition) -> [(String, DocumentNode)] {
        switch input {
        case .expression(DefinitionReader.wholeInput): []
        case .expression(let text): [("with", .text(text))]
        case .values(let values): [("inputs", .list(values.map { reference($0, in: definition) }))]
        }
    }

    private static func retry(_ policy: RetryPolicy) -> DocumentNode? {
        let usual = RetryPolicy()
        var fields: [(String, DocumentNode)] = []
        if policy.attempts != usual.attempts { fields.append(("attempts", .number(policy.attempts))) }
        if policy.first != usual.first { fields.append(("first", duration(policy.first))) }
        if policy.factorMilli != usual.factorMilli { fields.append(("factor", .thousandths(policy.factorMilli))) }
        if policy.cap != usual.cap { fields.append(("cap", duration(policy.cap))) }
        if policy.jitterMilli != usual.jitterMilli { fields.append(("jitter", .thousandths(policy.jitterMilli))) }
        if !policy.nonRetriable.isEmpty { fields.append(("not", .list(policy.nonRetriable.map { .text($0) }))) }
        if fields.isEmpty { return nil }
        if fields.count == 1, policy.attempts != usual.attempts { return .number(policy.attempts) }
        return .fields(fields)
    }

    private static func duration(_ milliseconds: Int64) -> DocumentNode { .text(DurationText.format(milliseconds)) }

    private static func duration(_ source: DurationSource) -> DocumentNode {
        switch source {
        case .fixed(let milliseconds): duration(milliseconds)
        case .expression(let text): .text(text)
        }
    }

    private static func reference(_ reference: ValueReference, in definition: Definition) -> DocumentNode {
        switch reference {
        case .input: .text("input")
        case .step(let index):
            .text(definition.steps.indices.contains(index) ? definition.steps[index].name : "#\(index)")
        }
    }
}
