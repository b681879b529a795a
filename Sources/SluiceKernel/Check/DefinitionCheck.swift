/// Finds what is wrong with a definition, whichever front end made it.
package struct DefinitionCheck {
    package static let maximumAttempts = 1_000
    package static let maximumSteps = 500
    /// Bytes of the name of a task, a signal or an error.
    package static let maximumText = 255

    let definition: Definition
    let places: DefinitionPlaces
    let isPartial: Bool
    var problems: [Problem] = []
    /// An expression did not compile, so not all references are known.
    var hasBrokenExpression = false
    /// Gates that no instance can pass, by step.
    var falseGates: [Int: Int] = [:]

    /// Everything that is wrong. `places` lets problems point; `isPartial`: parts could not be read and were reported already, so
    /// what follows from their absence is not.
    package static func problems(
        of definition: Definition, places: DefinitionPlaces = DefinitionPlaces(), isPartial: Bool = false
    ) -> [Problem] {
        var check = DefinitionCheck(definition: definition, places: places, isPartial: isPartial)
        check.run()
        return check.problems
    }

    private mutating func run() {
        checkNames()
        checkSettings()
        for index in definition.steps.indices { checkStep(index) }
        checkSignals()
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

    /// Reports once: what a group's condition does wrong is the same for each of its steps.
    mutating func report(
        _ code: Problem.Code, _ message: String, _ hint: String? = nil, at part: DefinitionPart,
        place: FilePlace? = nil, severity: Problem.Severity = .error
    ) {
        let problem = Problem(
            code, message, hint: hint, at: place ?? places.place(of: part), path: places.path(of: part, in: definition),
            severity: severity)
        if problem.place == nil || !problems.contains(problem) { problems.append(problem) }
    }

    func name(_ step: Int) -> String { "'\(definition.steps[step].name)'" }
}
