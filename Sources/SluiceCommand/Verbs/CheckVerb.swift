import Sluice
import SluiceEngine
import SluiceKernel

/// `sluice check`
enum CheckVerb {
    static let verb = Verb(
        "check", "Find what is wrong with workflow documents.", operands: "FILE|FOLDER…", operandCount: 0...1_000,
        details: """
            Reads documents (*.yaml, *.yml, *.json) and prints every mistake with its place and how to mend it; nothing is
            deployed. Expressions are compiled and typed. Hosted Swift workflows are checked too, when the program hosts any:
            then no operand is needed.

            Tasks are listed that this program has no body for: such a step stays pending until a node offers one. A transform
            that is Swift code which this program does not hold is a warning: only a program with its package can run it.
            """,
        options: [
            CommonOptions.json, OptionSpec("strict", "Warnings count as mistakes."),
        ],
        examples: [
            .init("sluice check checkout.yaml", "One document."),
            .init("sluice check workflows/ --json", "All documents of a folder, for an editor."),
        ],
        exits: [
            .init(.ok, "all are sound"), .init(.data, "at least one mistake"),
            .init(.noInput, "a file or folder cannot be read"),
        ]
    ) { context in
        try run(context)
    }

    private static func run(_ context: CommandContext) throws(CommandError) -> ExitCode {
        let operands = context.invocation.operands
        guard !operands.isEmpty || !context.workflows.isEmpty else {
            throw CommandError(.usage, "check needs FILE|FOLDER…", hint: "Usage: sluice check FILE|FOLDER… [OPTION…]")
        }
        var loading = WorkflowLoading()
        var problems: [Problem] = []
        var documents: [WorkflowDocument] = []
        var definitions: [(definition: Definition, place: String, line: Int?)] = []
        for operand in operands {
            loading = WorkflowLoading.load(operand)
            problems += loading.problems
            documents += loading.documents
            definitions += loading.documents.map { ($0.definition, $0.file ?? operand, nil) }
        }
        var offered: Set<String> = []
        var registrations: [Registration] = []
        for workflow in context.workflows {
            do throws(WorkflowError) {
                let registration = try workflow.register()
                problems += Registrations.clashes(of: registration, with: registrations).map {
                    problem(.duplicateName, $0, in: workflow.name)
                }
                registrations.append(registration)
                let place = registration.place.flatMap { CheckVerb.place($0) }
                definitions.append((registration.definition, place?.file ?? "hosted", place?.line))
                offered.formUnion(registration.tasks.keys)
            } catch {
                problems += error.problems.map { problem(.badValue, $0, in: workflow.name) }
            }
        }
        let registry = DefinitionRegistry(registrations)
        for document in documents { problems += missingCode(document, registry) }
        if context.isJSON {
            for problem in problems { StandardOutput.line(json(problem)) }
            for (definition, place, line) in definitions {
                StandardOutput.line(json(definition, place, line, offered))
            }
        } else {
            for problem in problems { StandardOutput.line(problem.description) }
            for (definition, place, line) in definitions {
                StandardOutput.line(text(definition, line == nil ? place : "hosted", offered))
            }
        }
        if problems.contains(where: { $0.code == .unreadable }) { return .noInput }
        let isStrict = context.invocation.has("strict")
        return problems.contains { isStrict || $0.severity == .error } ? .data : .ok
    }

    /// A warning for each step that only a program of Swift can run: other nodes refuse the document.
    private static func missingCode(_ document: WorkflowDocument, _ registry: DefinitionRegistry) -> [Problem] {
        registry.stepsWithoutCode(document.definition).compactMap { name in
            guard let index = document.definition.steps.firstIndex(where: { $0.name == name }) else { return nil }
            let part = DefinitionPart.step(index, "transform")
            return Problem(
                .missingCode, "the code of this step is in a Swift package; a node without it refuses the document",
                hint: "Deploy it from the program that holds the code, or write an expression.",
                at: document.places.place(of: part), path: document.places.path(of: part, in: document.definition),
                severity: .warning)
        }
    }

    /// A mistake in a hosted workflow, as those of documents are told.
    static func problem(_ code: Problem.Code, _ found: WorkflowProblem, in workflow: String) -> Problem {
        Problem(code, found.message, hint: found.fix.isEmpty ? nil : found.fix, at: place(found.place), path: workflow)
    }

    /// `Shop/Checkout.swift:14`, as a call in Swift is told.
    private static func place(_ text: String) -> FilePlace? {
        guard let colon = text.lastIndex(of: ":"), let line = Int(text[text.index(after: colon)...]) else { return nil }
        return FilePlace(file: String(text[..<colon]), line: line)
    }

    /// The tasks of a definition that nodes run, each once, in the order of its steps.
    static func tasks(_ definition: Definition) -> [String] {
        var names: [String] = []
        for step in definition.steps {
            guard case .task(let settings, _) = step.kind, settings.queue == nil else { continue }
            if !names.contains(settings.task) { names.append(settings.task) }
        }
        return names
    }

    private static func text(_ definition: Definition, _ place: String, _ offered: Set<String>) -> String {
        let steps = definition.steps.count
        var text =
            "\(place): \(definition.name) version \(definition.version) is sound: \(steps) step\(steps == 1 ? "" : "s")"
        let missing = tasks(definition).filter { !offered.contains($0) }
        if !missing.isEmpty {
            text += "\n  no body here for the task\(missing.count > 1 ? "s" : "") \(missing.joinedForMessage("and")): "
            text += "such a step stays pending until a node offers one"
        }
        return text
    }

    static func json(_ problem: Problem) -> [UInt8] {
        var object = JSONObject()
        object.string("problem", problem.code.rawValue)
        object.string("severity", problem.severity.rawValue)
        if let place = problem.place {
            if let file = place.file { object.string("file", file) }
            object.int("line", Int64(place.line))
            if place.column > 0 { object.int("column", Int64(place.column)) }
        }
        if !problem.path.isEmpty { object.string("path", problem.path) }
        object.string("message", problem.message)
        if let hint = problem.hint { object.string("hint", hint) }
        return object.finish()
    }

    private static func json(_ definition: Definition, _ place: String, _ line: Int?, _ offered: Set<String>) -> [UInt8]
    {
        var object = JSONObject()
        object.string("workflow", definition.name)
        object.int("version", Int64(definition.version))
        object.string("file", place)
        if let line { object.int("line", Int64(line)) }
        object.int("steps", Int64(definition.steps.count))
        object.string("fingerprint", definition.fingerprint)
        object.value("tasks_without_body") {
            JSONText.strings(tasks(definition).filter { !offered.contains($0) }, into: &$0)
        }
        return object.finish()
    }
}
