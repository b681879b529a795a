import SluiceExpressions

extension GraphProgram {
    /// Compiles a checked definition with the closures that it refers to.
    ///
    /// - Throws: ``CompileError`` when an expression is wrong or a Swift transform is missing here.
    package convenience init(_ registration: Registration, fingerprint: String) throws(CompileError) {
        let definition = registration.definition
        var tables = Tables()
        var nodes: [Node] = []
        for step in definition.steps {
            nodes.append(try GraphProgram.node(step, registration, &tables))
        }
        var edges: [UInt16] = []
        var compiled: [CompiledStep] = []
        var roots: [UInt16] = []
        func list(_ steps: [Int]) -> Range<UInt32> {
            let start = UInt32(edges.count)
            edges.append(contentsOf: steps.map { UInt16($0) })
            return start..<UInt32(edges.count)
        }
        for (index, node) in nodes.enumerated() {
            let dependents = nodes.indices.filter {
                nodes[$0].dependencies.contains(index) || nodes[$0].conditions.contains(index)
            }
            compiled.append(
                CompiledStep(
                    kind: node.kind, onFailure: definition.steps[index].onFailure,
                    dependencies: list(node.dependencies),
                    conditions: list(node.conditions), dependents: list(dependents), takesInput: node.takesInput,
                    hasGates: !tables.gates[index].isEmpty, table: node.table))
            if node.dependencies.isEmpty && node.conditions.isEmpty { roots.append(UInt16(index)) }
        }
        switch definition.result {
        case .none: tables.result = .none
        case .value(let reference): tables.result = .value(reference)
        case .expression(let source):
            let expression = try GraphProgram.expression(source, definition, at: "result")
            tables.result = expression.plain.map { .value($0) } ?? .expression(expression)
        }
        self.init(
            definition: definition, fingerprint: fingerprint, steps: compiled, edges: edges, roots: roots,
            tables: tables)
    }

    /// Why a definition cannot run on this node.
    package struct CompileError: Error, CustomStringConvertible {
        /// Such as `steps.charge.when[0]`.
        package let path: String
        package let message: String
        /// Another node could run it: only the Swift code is missing here.
        package let isLocal: Bool
        package var description: String { "\(path): \(message)" }
    }

    private struct Node {
        var kind: CompiledStep.Kind
        var dependencies: [Int] = []
        var conditions: [Int] = []
        var takesInput = false
        var table: UInt32 = 0

        mutating func depend(on reference: ValueReference) {
            switch reference {
            case .input: takesInput = true
            case .step(let step): if !dependencies.contains(step) { dependencies.append(step) }
            }
        }

        mutating func depend(on expression: StepExpression) {
            for step in expression.steps { depend(on: .step(step)) }
            if expression.readsInput { takesInput = true }
        }
    }

    private static func expression(
        _ source: String, _ definition: Definition, at path: String
    ) throws(CompileError) -> StepExpression {
        do throws(ExpressionError) {
            return try StepExpression(source, in: definition)
        } catch {
            throw CompileError(path: path, message: "\(error)", isLocal: false)
        }
    }

    private static func node(
        _ step: StepDefinition, _ registration: Registration, _ tables: inout Tables
    ) throws(CompileError) -> Node {
        let definition = registration.definition
        let path = "steps.\(step.name)"
        var node: Node
        func duration(_ source: DurationSource, _ node: inout Node, _ key: String) throws(CompileError)
            -> CompiledDuration
        {
            switch source {
            case .fixed(let milliseconds): return .fixed(milliseconds)
            case .expression(let source):
                let expression = try expression(source, definition, at: "\(path).\(key)")
                node.conditions += expression.steps.filter { [conditions = node.conditions] in !conditions.contains($0)
                }
                return .expression(expression)
            }
        }
        switch step.kind {
        case .task(let settings, let input):
            node = Node(kind: .task, table: UInt32(tables.tasks.count))
            let compiled: CompiledInput
            switch input {
            case .values(let references):
                for reference in references { node.depend(on: reference) }
                compiled = .values(references)
            case .expression(let source):
                let expression = try expression(source, definition, at: "\(path).with")
                node.depend(on: expression)
                compiled = expression.plain.map { .value($0) } ?? .expression(expression)
            }
            tables.tasks.append(
                CompiledTask(
                    settings: settings, queue: TaskSettings.queue(of: settings.task), input: compiled,
                    nonRetriable: settings.retry.nonRetriable.map { Array($0.utf8) }))
        case .transform(let source):
            node = Node(kind: .transform, table: UInt32(tables.transforms.count))
            switch source {
            case .expression(let source):
                let expression = try expression(source, definition, at: "\(path).transform")
                node.depend(on: expression)
                tables.transforms.append(.expression(expression))
            case .closure(let references):
                guard let body = registration.transforms[step.name] else {
                    throw CompileError(
                        path: "\(path).transform",
                        message:
                            "the Swift code of \(definition.name) version \(definition.version) is not in this program; "
                            + "run the one whose package holds it",
                        isLocal: true)
                }
                for reference in references { node.depend(on: reference) }
                tables.transforms.append(.closure(body, references))
            }
        case .signal(let name, let timeout):
            node = Node(kind: .signal, table: UInt32(tables.signals.count))
            let compiled = try timeout.map { source throws(CompileError) in try duration(source, &node, "timeout") }
            tables.signals.append(CompiledSignal(name: Array(name.utf8), timeout: compiled))
        case .timeoutOf(let reference):
            node = Node(kind: .timeoutOf)
            node.depend(on: reference)
        case .timer(let source):
            node = Node(kind: .timer, table: UInt32(tables.timers.count))
            switch source {
            case .after(let source): tables.timers.append(.after(try duration(source, &node, "timer")))
            case .until(let source):
                let expression = try expression(source, definition, at: "\(path).until")
                node.depend(on: expression)
                tables.timers.append(.until(expression))
            }
        case .firstOf(let references):
            node = Node(kind: .firstOf, table: UInt32(tables.choices.count))
            for reference in references { node.depend(on: reference) }
            tables.choices.append(references)
        }
        for reference in step.after { node.depend(on: reference) }
        var gates: [StepExpression] = []
        for (index, source) in step.gates.enumerated() {
            let gate = try expression(source, definition, at: "\(path).when[\(index)]")
            for step in gate.steps where !node.conditions.contains(step) { node.conditions.append(step) }
            gates.append(gate)
        }
        tables.gates.append(gates)
        return node
    }
}
