import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// Reads `sources:` of the settings file: a list of rules, each compiled and checked.
struct SourcesReader {
    private static let keys = ["topic", "start", "signal", "id", "when", "data"]

    private var rules: [SourceRule] = []
    private var problems: [Problem] = []

    /// The rules in their order, and what is wrong with those that are not there.
    static func read(_ node: DocumentNode) -> (rules: [SourceRule], problems: [Problem]) {
        var reader = SourcesReader()
        if case .scalar(let scalar) = node.content, scalar.value == .null { return ([], []) }
        guard case .sequence(let items) = node.content else {
            reader.report(
                .wrongKind, "expected a list of sources, found \(node.kindName)",
                "Each begins with '- topic: NAME'.", at: node.place, "sources")
            return ([], reader.problems)
        }
        for (index, item) in items.enumerated() { reader.readRule(item, "sources[\(index)]") }
        return (reader.rules, reader.problems)
    }

    private mutating func report(
        _ code: Problem.Code, _ message: String, _ hint: String? = nil, at place: FilePlace, _ path: String
    ) {
        problems.append(Problem(code, message, hint: hint, at: place, path: path))
    }

    private mutating func readRule(_ node: DocumentNode, _ path: String) {
        guard case .mapping(let entries) = node.content else {
            return report(
                .wrongKind, "expected a mapping, found \(node.kindName)", "Each begins with '- topic: NAME'.",
                at: node.place, path)
        }
        var fields: [String: DocumentNode] = [:]
        for entry in entries {
            if SourcesReader.keys.contains(where: { $0.isSameBytes(as: entry.key) }) {
                fields[entry.key] = entry.value
            } else {
                report(
                    .unknownKey, "unknown setting \(entry.key.quotedForMessage)",
                    NearestName.hint(for: entry.key, among: SourcesReader.keys, kind: "Settings here"),
                    at: entry.keyPlace, path)
            }
        }
        let count = problems.count
        let topic = topic(fields["topic"], node, path)
        let target = target(fields, node, path)
        let id = expression(fields["id"], .id, "\(path).id")
        let condition = expression(fields["when"], .condition, "\(path).when")
        let data = expression(fields["data"], .data, "\(path).data")
        guard problems.count == count, let topic, let target else { return }
        rules.append(SourceRule(topic: topic, target: target, id: id, condition: condition, data: data))
    }

    private mutating func topic(_ node: DocumentNode?, _ rule: DocumentNode, _ path: String) -> String? {
        guard let node else {
            report(.missing, "'topic' is missing", "Name the topic that is read.", at: rule.place, path)
            return nil
        }
        guard let name = text(node, "\(path).topic", "the name of a topic") else { return nil }
        if let problem = DefinitionCheck.problem(withTopic: name) {
            report(.badName, problem.message, problem.hint, at: node.place, "\(path).topic")
            return nil
        }
        let other = rules.first { FedTopic.source($0.topic) == FedTopic.source(name) && $0.topic != name }
        if let other {
            report(
                .conflict, "topics \(name) and \(other.topic) get the same number in the state",
                "Mirror one of them into a topic of another name.", at: node.place, "\(path).topic")
            return nil
        }
        return name
    }

    private mutating func target(
        _ fields: [String: DocumentNode], _ rule: DocumentNode, _ path: String
    ) -> SourceTarget? {
        switch (fields["start"], fields["signal"]) {
        case (let node?, nil): return start(node, "\(path).start")
        case (nil, let node?):
            return text(node, "\(path).signal", "the name of a signal").map { .signal($0) }
        case (.some, let node?):
            report(
                .conflict, "a rule starts or signals, not both",
                "Write a second rule for the same topic, with a 'when'.",
                at: node.place, "\(path).signal")
        case (nil, nil):
            report(
                .missing, "it neither starts nor signals", "Say 'start: WORKFLOW' or 'signal: NAME'.", at: rule.place,
                path)
        }
        return nil
    }

    /// `checkout`, or `checkout@2`.
    private mutating func start(_ node: DocumentNode, _ path: String) -> SourceTarget? {
        guard let text = text(node, path, "the name of a workflow") else { return nil }
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let problem = DefinitionName.problem(parts[0], limit: DefinitionName.workflowLimit) {
            report(.badName, "the workflow: \(problem)", DefinitionName.hint, at: node.place, path)
            return nil
        }
        if parts.count == 1 { return .start(workflow: text, version: 0) }
        guard let version = UInt32(parts[1]), version > 0 else {
            report(
                .badValue, "the version \(parts[1].quotedForMessage) is no number from 1",
                "Write checkout@2, or checkout for the one deployed last.", at: node.place, path)
            return nil
        }
        return .start(workflow: parts[0], version: version)
    }

    /// A text of 1 to 255 bytes.
    private mutating func text(_ node: DocumentNode, _ path: String, _ expected: String) -> String? {
        guard case .scalar(let scalar) = node.content, case .string(let text) = scalar.value,
            (1...DefinitionCheck.maximumText).contains(text.utf8.count)
        else {
            report(
                .wrongKind, "expected \(expected), found \(node.kindName)",
                "It takes 1 to \(DefinitionCheck.maximumText) bytes; a number needs quotes.", at: node.place, path)
            return nil
        }
        return text
    }

    /// nil, without a problem: there is none.
    private mutating func expression(
        _ node: DocumentNode?, _ role: SourceExpression.Role, _ path: String
    ) -> SourceExpression? {
        guard let node else { return nil }
        guard case .scalar(let scalar) = node.content, scalar.value != .null else {
            report(
                .wrongKind, "expected an expression, found \(node.kindName)", "Put it in quotes.", at: node.place, path)
            return nil
        }
        do throws(ExpressionError) { return try SourceExpression(scalar.text, role: role) } catch {
            var message = error.message
            var place = node.place
            if let text = scalar.textPlace {
                place = FilePlace(
                    file: text.file, line: text.line + error.place.line - 1,
                    column: text.column + error.place.column - 1)
            } else if error.place.offset > 0 {
                message += " (at \(error.place) of the expression)"
            }
            let hint = error.hint.map { $0.capitalizedFirst }.map {
                $0.hasSuffix("?") || $0.hasSuffix(".") ? $0 : $0 + "."
            }
            report(error.code == .type ? .typeClash : .expression, message, hint, at: place, path)
            return nil
        }
    }
}
