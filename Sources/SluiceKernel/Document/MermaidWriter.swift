/// Draws a definition as a Mermaid flowchart, for people and their wikis.
///
/// Shapes tell the kinds of steps; solid arrows carry values, dotted ones conditions and timeouts.
package struct MermaidWriter {
    private var text = "flowchart TD\n"
    private let definition: Definition

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
        }
    }

    private static func detail(_ kind: StepKind) -> String? {
        switch kind {
        case .task(let settings, _): "task \(settings.task)"
        case .transform(.expression(let text)): text
        case .transform(.closure): "Swift"
        case .signal(let name, _): "signal \(name)"
        case .timeoutOf: nil
        case .timer(.after(let source)): "after \(Self.text(source))"
        case .timer(.until(let text)): "until \(text)"
        case .firstOf: "first of"
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

    private func edges(to index: Int, _ scope: DefinitionScope) -> [Edge] {
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
        for site in definition.expressionSites(ofStep: index) {
            let isGate = site.role == .condition
            for name in scope.reads(site) where name != .startTime {
                add(Edge(source: name.step, label: isGate ? "when \(site.text)" : nil, isDotted: isGate))
            }
        }
        return edges
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
            default: result += "#\(scalar.value);"
            }
        }
        return result
    }
}
