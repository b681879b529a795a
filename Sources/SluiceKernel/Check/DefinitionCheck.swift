/// Finds what is wrong with a definition, whichever front end made it.
package struct DefinitionCheck {
    package static let maximumAttempts = 1_000
    package static let maximumSteps = 500
    /// Conditions of one step, those of its groups included.
    package static let maximumGates = 64
    /// Bytes of the name of a task, a signal or an error.
    package static let maximumText = 255

    let definition: Definition
    let places: DefinitionPlaces
    let origin: Origin
    let isPartial: Bool
    var problems: [Problem] = []
    /// An expression did not compile, so not all references are known.
    var hasBrokenExpression = false
    /// Gates that no instance can pass, by step.
    var falseGates: [Int: Int] = [:]

    /// Whose definition it is.
    package enum Origin: Sendable {
        /// Being written: what is useless (a value nobody uses, a step that can never run) is a mistake too.
        case author
        /// Deployed already: only what could not run is a mistake.
        case log
    }

    /// Everything that is wrong. `places` lets problems point; `isPartial`: parts could not be read and were reported already, so
    /// what follows from their absence is not.
    package static func problems(
        of definition: Definition, places: DefinitionPlaces = DefinitionPlaces(), from origin: Origin = .author,
        isPartial: Bool = false
    ) -> [Problem] {
        var check = DefinitionCheck(definition: definition, places: places, origin: origin, isPartial: isPartial)
        check.run()
        return check.problems
    }

    private mutating func run() {
        checkNames()
        checkSettings()
        for index in definition.steps.indices { checkStep(index) }
        checkSignals()
        if case .value(let reference) = definition.result { checkExists(reference, at: .setting("result")) }
        guard definition.steps.allSatisfy({ $0.gates.count <= DefinitionCheck.maximumGates }) else { return }
        guard definition.steps.count <= DefinitionCheck.maximumSteps else {
            report(
                .limit, "\(definition.steps.count) steps, more than \(DefinitionCheck.maximumSteps)",
                "Split the workflow.", at: .setting("steps"))
            return
        }
        let reads = checkExpressions()
        let graph = DefinitionGraph(definition) { reads[$0.part] ?? [] }
        checkGraph(graph)
    }

    /// What a group's condition does wrong is the same for each of its steps, and told once.
    mutating func report(
        _ code: Problem.Code, _ message: String, _ hint: String? = nil, at part: DefinitionPart,
        place: FilePlace? = nil, severity: Problem.Severity = .error
    ) {
        let problem = Problem(
            code, message, hint: hint, at: place ?? places.place(of: part), path: places.path(of: part, in: definition),
            severity: severity)
        if part.field == "when", problem.place != nil, problems.contains(problem) { return }
        problems.append(problem)
    }

    func name(_ step: Int) -> String { "'\(definition.steps[step].name)'" }
}
