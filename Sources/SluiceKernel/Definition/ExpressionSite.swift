/// An expression of a definition: where it stands and what it is for.
package struct ExpressionSite: Equatable, Sendable {
    package var part: DefinitionPart
    /// CEL, ready to compile.
    package var text: String
    package var role: Role

    package enum Role: String, Sendable {
        /// Any JSON value.
        case value
        case condition
        /// Text, a number or a bool: what a key or a header can be.
        case text
        case duration
        /// A timestamp, or a string in RFC 3339.
        case time
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
        func add(_ field: String, _ text: String, _ role: ExpressionSite.Role, at position: Int? = nil) {
            sites.append(ExpressionSite(part: .step(index, field, position), text: text, role: role))
        }
        switch step.kind {
        case .task(_, .expression(let text)): add("with", text, .value)
        case .transform(.expression(let text)): add("transform", text, .value)
        case .signal(_, .expression(let text)): add("timeout", text, .duration)
        case .timer(.after(.expression(let text))): add("timer", text, .duration)
        case .timer(.until(let text)): add("until", text, .time)
        case .publish(let settings, let input):
            if case .expression(let text) = input { add("with", text, .value) }
            if let key = settings.key { add("key", key, .text) }
            for (position, header) in settings.headers.enumerated() {
                add("headers", header.value, .text, at: position)
            }
        case .task, .transform, .signal, .timer, .timeoutOf, .firstOf: break
        }
        for (position, gate) in step.gates.enumerated() { add("when", gate, .condition, at: position) }
        return sites
    }
}
