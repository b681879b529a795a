package import SluiceExpressions

/// The names that the expressions of a definition may use, and what they stand for.
///
/// `input`; each step by its name where that is an identifier; `steps.<name>` and `steps["any name"]`; `times.start`,
/// `times.<name>` and `times["any name"]` of type timestamp. A skipped step reads as `null`.
package struct DefinitionScope: Sendable {
    package let environment: Environment
    private let stepIndexes: [[UInt8]: Int]
    private let costLimit: Int

    package init(_ definition: Definition) {
        var environment = Environment()
        var indexes: [[UInt8]: Int] = [:]
        environment.declare("input")
        for (index, step) in definition.steps.enumerated() {
            let name = Array(step.name.utf8)
            if indexes[name] == nil { indexes[name] = index }
            // A reserved name was reported, and must not hide what it is reserved for.
            let isReserved = DefinitionName.reservedForSteps.contains { $0.isSameBytes(as: step.name) }
            if !isReserved && DefinitionScope.isIdentifier(name) { environment.declare(step.name) }
        }
        let names = definition.steps.map(\.name)
        environment.declare(namespace: "steps", members: names.map { ($0, .dyn) })
        environment.declare(namespace: "times", members: [("start", .timestamp)] + names.map { ($0, .timestamp) })
        self.environment = environment
        stepIndexes = indexes
        costLimit = Int(definition.settings.costBudget)
    }

    /// Compiles the expression at `site`.
    package func compile(_ site: ExpressionSite) throws(ExpressionError) -> ScopedExpression {
        let expression = try Expression(compiling: site.text, in: environment, costLimit: costLimit)
        return ScopedExpression(expression: expression, names: expression.variables.map { meaning(of: $0) })
    }

    /// What the expression at `site` reads, each once, in the order of the text; none when it does not compile.
    package func reads(_ site: ExpressionSite) -> [ScopeName] {
        guard let compiled = try? compile(site) else { return [] }
        var names: [ScopeName] = []
        for name in compiled.names where !names.contains(name) { names.append(name) }
        return names
    }

    private func meaning(of variable: Variable) -> ScopeName {
        guard let member = variable.member else {
            if variable.name == "input" { return .value(.input) }
            return stepIndexes[Array(variable.name.utf8)].map { .value(.step($0)) } ?? .value(.input)
        }
        // A definition has no step `start`: the name is reserved.
        if variable.name == "times" && member.elementsEqual("start".utf8) { return .startTime }
        guard let step = stepIndexes[member] else { return .startTime }
        return variable.name == "times" ? .time(step) : .value(.step(step))
    }

    /// Whether an expression can use `name` as it is.
    package static func isIdentifier(_ name: [UInt8]) -> Bool {
        guard let first = name.first, first.isLetter || first == UInt8(ascii: "_") else { return false }
        guard name.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }) else { return false }
        return !reservedWords.contains(String(decoding: name, as: UTF8.self))
    }

    /// Words that CEL keeps for itself and its hosts.
    private static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop",
        "namespace", "null", "package", "return", "true", "var", "void", "while",
    ]
}
