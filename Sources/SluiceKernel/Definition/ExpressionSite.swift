/// An expression of a definition: where it stands and what it is for.
package struct ExpressionSite: Equatable, Sendable {
    package var part: DefinitionPart
    /// CEL, ready to compile.
    package var text: String
    package var role: Role
    /// `text` was made of a literal, so places within it mean nothing to the author.
    package var isLiteral = false

    package enum Role: String, Sendable {
        /// Any JSON value.
        case value
        case condition
        case duration
        case timestamp
    }
}

extension Definition {
    /// Every expression, in the order of the steps; that of the result last.
    package var expressionSites: [ExpressionSite] {
        var sites = steps.indices.flatMap { expressionSites(ofStep: $0) }
        if case .expression(let text) = result {
            sites.append(ExpressionSite(part: .setting("result"), text: text, role: .value))
        }
        return sites
    }

    /// The expressions of one step: its kind's, then its gates, outermost first.
    package func expressionSites(ofStep index: Int) -> [ExpressionSite] {
        let step = steps[index]
        var sites: [ExpressionSite] = []
        func add(_ field: String, _ text: String, _ role: ExpressionSite.Role) {
            sites.append(ExpressionSite(part: .step(index, field), text: text, role: role))
        }
        switch step.kind {
        case .task(_, .expression(let text)): add("with", text, .value)
        case .transform(.expression(let text)): add("transform", text, .value)
        case .signal(_, .expression(let text)): add("timeout", text, .duration)
        case .timer(.after(.expression(let text))): add("timer", text, .duration)
        case .timer(.until(let text)):
            let isLiteral = TimerSource.isLiteralTime(text)
            add("until", isLiteral ? "timestamp(\"\(text)\")" : text, .timestamp)
            sites[sites.count - 1].isLiteral = isLiteral
        case .task, .transform, .signal, .timer, .timeoutOf, .firstOf: break
        }
        for (position, gate) in step.gates.enumerated() {
            sites.append(ExpressionSite(part: .step(index, "when", position), text: gate, role: .condition))
        }
        return sites
    }
}

extension TimerSource {
    /// Whether the text of ``until(_:)`` is an RFC 3339 time and no expression: only such a text begins `2026-01-01T`.
    package static func isLiteralTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8.prefix(11))
        guard bytes.count == 11, bytes[10] | 0x20 == UInt8(ascii: "t"), !text.utf8.contains(UInt8(ascii: "\"")) else {
            return false
        }
        return bytes.prefix(10).enumerated().allSatisfy { index, byte in
            index == 4 || index == 7 ? byte == UInt8(ascii: "-") : byte.isDigit
        }
    }
}
