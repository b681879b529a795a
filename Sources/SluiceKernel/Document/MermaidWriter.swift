/// Draws a definition as a Mermaid flowchart, for people and their wikis.
///
/// Shapes tell the kinds of steps; solid arrows carry values, dotted ones conditions and timeouts.
package struct MermaidWriter {
    private var text = "flowchart TD\n"
    private let definition: Definition
    /// Conditions that stand in the chart already.
    private var told: Set<[UInt8]> = []
    /// Characters that a condition has left when it stands at another step already.
    private static let repeatedLength = 24

    /// The text of the chart. What an expression reads that does not compile is left out.
    package static func flowchart(_ definition: Definition) -> String {
        var writer = MermaidWriter(definition: definition)
        writer.write()
        return writer.text
    }

    private init(definition: Definition) { self.definition = definition }

    private mutating func write() {
        let scope = DefinitionScope(definition)
        var readsInput = false
        var edges: [String] = []
        for index in definition.steps.indices {
            node(index)
            for edge in self.edges(to: index, scope) {
                if edge.source == nil { readsInput = true }
                edges.append(edge.line(to: "s\(index)"))
            }
        }
        for source in resultSources(scope) {
            if source == nil { readsInput = true }
            edges.append(Edge(source: source, label: nil, isDotted: false).line(to: "result"))
        }
        if readsInput { line("input([\"input\"])") }
        if definition.result != .none { line("result([\"result\"])") }
        for edge in edges { line(edge) }
    }

    private mutating func line(_ content: String) { text += "    \(content)\n" }

    // MARK: Nodes

    private mutating func node(_ index: Int) {
        let step = definition.steps[index]
        let shape = MermaidWriter.shape(step.kind)
        var label = MermaidWriter.escaped(step.name)
        if let detail = MermaidWriter.detail(step.kind) { label += "<br/>" + MermaidWriter.escaped(detail) }
        line("s\(index)\(shape.open)\"\(label)\"\(shape.close)")
    }

    private static func shape(_ kind: StepKind) -> (open: String, close: String) {
        switch kind {
        case .task: ("[", "]")
        case .transform: ("[/", "/]")
        case .signal: ("{{", "}}")
        case .timeoutOf: (">", "]")
        case .timer: ("((", "))")
        case .firstOf: ("{", "}")
        case .publish: ("[[", "]]")
        }
    }

    private static func detail(_ kind: StepKind) -> String? {
        switch kind {
        case .task(let settings, _): "task \(settings.task)" + (settings.queue.map { " in queue \($0)" } ?? "")
        case .transform(.expression(let text)): text
        case .transform(.closure): "Swift"
        case .signal(let name, _): "signal \(name)"
        case .timeoutOf: nil
        case .timer(.after(let source)): "after \(Self.text(source))"
        case .timer(.until(let text)): "until \(text)"
        case .firstOf: "first of"
        case .publish(let settings, _): "publish \(settings.topic)"
        }
    }

    private static func text(_ source: DurationSource) -> String {
        switch source {
        case .fixed(let milliseconds): DurationText.format(milliseconds)
        case .expression(let text): text
        }
    }

    // MARK: Edges

    private struct Edge: Equatable {
        /// None: the input.
        var source: Int?
        var label: String?
        var isDotted: Bool

        func line(to target: String) -> String {
            let from = source.map { "s\($0)" } ?? "input"
            let arrow = isDotted ? "-.->" : "-->"
            guard let label else { return "\(from) \(arrow) \(target)" }
            return "\(from) \(arrow)|\"\(MermaidWriter.escaped(label))\"| \(target)"
        }
    }

    private mutating func edges(to index: Int, _ scope: DefinitionScope) -> [Edge] {
        var edges: [Edge] = []
        func add(_ edge: Edge) {
            if !edges.contains(edge) { edges.append(edge) }
        }
        for (part, reference) in definition.directReferences(ofStep: index) {
            let isTimeout = part.field == "timeout_of"
            add(Edge(source: step(reference), label: isTimeout ? timeoutLabel(reference) : nil, isDotted: isTimeout))
        }
        for (_, reference) in definition.afterReferences(ofStep: index) {
            add(Edge(source: step(reference), label: "after", isDotted: false))
        }
        let sites = definition.expressionSites(ofStep: index)
        let conditions = sites.filter { $0.role == .condition }
        var condition = 0
        for site in sites {
            let sources = scope.reads(site).filter { $0 != .startTime }.map(\.step)
            guard site.role == .condition else {
                for source in sources { add(Edge(source: source, label: nil, isDotted: false)) }
                continue
            }
            condition += 1
            // Of several conditions, those with more than one arrow are told apart by their numbers.
            let word = conditions.count > 1 && sources.count > 1 ? "when \(condition)" : "when"
            for (place, source) in sources.enumerated() {
                let label = place == 0 ? "\(word)\(word == "when" ? "" : ":") \(text(ofCondition: site.text))" : word
                add(Edge(source: source, label: label, isDotted: true))
            }
        }
        return edges
    }

    /// A condition, short where another step has the same: those of a group stand at each of its steps.
    private mutating func text(ofCondition text: String) -> String {
        guard !told.insert(Array(text.utf8)).inserted, text.count > MermaidWriter.repeatedLength else { return text }
        return text.prefix(MermaidWriter.repeatedLength) + "…"
    }

    private func step(_ reference: ValueReference) -> Int? {
        if case .step(let index) = reference { index } else { nil }
    }

    private func timeoutLabel(_ reference: ValueReference) -> String {
        guard case .step(let index) = reference, definition.steps.indices.contains(index),
            case .signal(_, let timeout?) = definition.steps[index].kind
        else { return "timeout" }
        return "timeout \(MermaidWriter.text(timeout))"
    }

    private func resultSources(_ scope: DefinitionScope) -> [Int?] {
        switch definition.result {
        case .none: return []
        case .value(let reference): return [step(reference)]
        case .expression:
            guard let site = definition.expressionSites.last else { return [] }
            var sources: [Int?] = []
            for name in scope.reads(site) where name != .startTime && !sources.contains(name.step) {
                sources.append(name.step)
            }
            return sources
        }
    }

    // MARK: Text

    /// Letters of any script, digits and harmless signs as they are, all else as an entity; cut at 60 characters.
    static func escaped(_ text: String) -> String {
        var result = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count == 60 { return result + "…" }
            switch scalar {
            case "A"..."Z", "a"..."z", "0"..."9", " ", ".", ",", "-", "_", "+", "/", "=", "?", ":", "'", "*", "!", "(",
                ")",
                "[", "]":
                result.unicodeScalars.append(scalar)
            case "\n", "\r", "\t": result += " "
            case _ where scalar.properties.isAlphabetic: result.unicodeScalars.append(scalar)
            case "…": result.unicodeScalars.append(scalar)
            default: result += "#\(scalar.value);"
            }
        }
        return result
    }
}
