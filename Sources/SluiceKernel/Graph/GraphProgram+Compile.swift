import SluiceExpressions

extension GraphProgram {
    /// Compiles a checked definition with the closures that it refers to. What its expressions mean, and who waits for
    /// whom, comes from where the check has it.
    ///
    /// - Throws: ``CompileError`` when an expression is wrong or a Swift transform is missing here.
    package convenience init(_ registration: Registration, fingerprint: String) throws(CompileError) {
        let definition = registration.definition
        let expressions = try GraphProgram.expressions(of: definition)
        let graph = DefinitionGraph(definition) { expressions[$0.part]?.names ?? [] }
        var tables = Tables()
        var kinds: [(kind: CompiledStep.Kind, table: UInt32)] = []
        for index in definition.steps.indices {
            kinds.append(try GraphProgram.kind(of: index, registration, expressions, &tables))
        }
        var edges: [UInt16] = []
        var compiled: [CompiledStep] = []
        var roots: [UInt16] = []
        func list(_ steps: [Int]) -> Range<UInt32> {
            let start = UInt32(edges.count)
            edges.append(contentsOf: steps.map { UInt16($0) })
            return start..<UInt32(edges.count)
        }
        var dependents = [[Int]](repeating: [], count: graph.steps.count)
        for (index, links) in graph.steps.enumerated() {
            for step in links.given + links.awaited { dependents[step].append(index) }
        }
        for (index, links) in graph.steps.enumerated() {
            compiled.append(
                CompiledStep(
                    kind: kinds[index].kind, onFailure: definition.steps[index].onFailure,
                    dependencies: list(links.given), conditions: list(links.awaited),
                    dependents: list(dependents[index]), takesInput: links.takesInput,
                    hasGates: !tables.gates[index].isEmpty, table: kinds[index].table))
            if links.given.isEmpty && links.awaited.isEmpty { roots.append(UInt16(index)) }
        }
        switch definition.result {
        case .none: tables.result = .none
        case .value(let reference): tables.result = .value(reference)
        case .expression:
            let expression = try expressions.at(.setting("result"), definition)
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

        fileprivate init(at part: DefinitionPart, of definition: Definition, _ message: String, isLocal: Bool = false) {
            var path = part.step.map { "steps.\(definition.steps[$0].name)." } ?? ""
            path += part.field
            if let index = part.index { path += "[\(index)]" }
            self.path = path
            self.message = message
            self.isLocal = isLocal
        }
    }

    /// Every expression, by the part that it stands in.
    private static func expressions(of definition: Definition) throws(CompileError) -> [DefinitionPart: StepExpression]
    {
        let scope = DefinitionScope(definition)
        var expressions: [DefinitionPart: StepExpression] = [:]
        for site in definition.expressionSites {
            do throws(ExpressionError) {
                expressions[site.part] = StepExpression(try scope.compile(site))
            } catch {
                throw CompileError(at: site.part, of: definition, "\(error)")
            }
        }
        return expressions
    }

    /// Puts what a step needs beside its edges into the tables, and tells where it lies.
    private static func kind(
        of index: Int, _ registration: Registration, _ expressions: [DefinitionPart: StepExpression],
        _ tables: inout Tables
    ) throws(CompileError) -> (kind: CompiledStep.Kind, table: UInt32) {
        let definition = registration.definition
        let step = definition.steps[index]
        func expression(_ field: String, _ position: Int? = nil) throws(CompileError) -> StepExpression {
            try expressions.at(.step(index, field, position), definition)
        }
        func duration(_ source: DurationSource, _ field: String) throws(CompileError) -> CompiledDuration {
            switch source {
            case .fixed(let milliseconds): .fixed(milliseconds)
            case .expression: .expression(try expression(field))
            }
        }
        func compile(_ input: StepInput) throws(CompileError) -> CompiledInput {
            switch input {
            case .values(let references): return references.count == 1 ? .value(references[0]) : .values(references)
            case .expression:
                let expression = try expression("with")
                return expression.plain.map { .value($0) } ?? .expression(expression)
            }
        }
        var gates: [StepExpression] = []
        for position in step.gates.indices { gates.append(try expression("when", position)) }
        tables.gates.append(gates)
        switch step.kind {
        case .task(let settings, let input):
            tables.tasks.append(
                CompiledTask(
                    settings: settings, queue: settings.line, input: try compile(input),
                    nonRetriable: settings.retry.nonRetriable.map { Array($0.utf8) }))
            return (.task, UInt32(tables.tasks.count - 1))
        case .transform(.expression):
            tables.transforms.append(.expression(try expression("transform")))
            return (.transform, UInt32(tables.transforms.count - 1))
        case .transform(.closure(let references)):
            guard let body = registration.transforms[step.name] else {
                throw CompileError(
                    at: .step(index, "transform"), of: definition,
                    "the Swift code of \(definition.name) version \(definition.version) is not in this program; "
                        + "run the one whose package holds it",
                    isLocal: true)
            }
            tables.transforms.append(.closure(body, references))
            return (.transform, UInt32(tables.transforms.count - 1))
        case .signal(let name, let timeout):
            let compiled = try timeout.map { source throws(CompileError) in try duration(source, "timeout") }
            tables.signals.append(CompiledSignal(name: Array(name.utf8), timeout: compiled))
            return (.signal, UInt32(tables.signals.count - 1))
        case .timeoutOf(.step(let signal)): return (.timeoutOf, UInt32(signal))
        case .timeoutOf(.input):
            throw CompileError(at: .step(index, "timeout_of"), of: definition, "the input is no signal")
        case .timer(.after(let source)):
            tables.timers.append(.after(try duration(source, "timer")))
            return (.timer, UInt32(tables.timers.count - 1))
        case .timer(.until):
            tables.timers.append(.until(try expression("until")))
            return (.timer, UInt32(tables.timers.count - 1))
        case .firstOf(let references):
            tables.choices.append(references)
            return (.firstOf, UInt32(tables.choices.count - 1))
        case .publish(let settings, let input):
            var headers: [(name: String, value: StepExpression)] = []
            for (position, header) in settings.headers.enumerated() {
                headers.append((header.name, try expression("headers", position)))
            }
            tables.records.append(
                CompiledPublish(
                    topic: settings.topic, delivery: settings.delivery,
                    type: settings.type ?? "\(definition.name).\(step.name)",
                    key: try settings.key.map { _ throws(CompileError) in try expression("key") },
                    input: try compile(input), headers: headers))
            return (.publish, UInt32(tables.records.count - 1))
        }
    }
}

extension [DefinitionPart: StepExpression] {
    fileprivate func at(
        _ part: DefinitionPart, _ definition: Definition
    ) throws(GraphProgram.CompileError) -> StepExpression {
        guard let expression = self[part] else {
            throw GraphProgram.CompileError(at: part, of: definition, "the expression is missing")
        }
        return expression
    }
}
