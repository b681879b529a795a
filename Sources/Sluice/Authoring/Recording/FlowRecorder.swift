internal import SluiceKernel

/// Collects the steps of one workflow, and what is wrong with them, while its body runs.
final class FlowRecorder {
    let workflow: String
    let version: Int
    let place: Place
    private(set) var steps: [RecordedStep] = []
    private(set) var problems: [WorkflowProblem] = []
    private(set) var gates: [Gate] = []
    private var registration: Registration
    private var indices: [String: Int] = [:]
    private var sharedTasks: [String: Place] = [:]
    private var derived: [Derivation: ValueReference] = [:]
    private var kept: Set<ValueReference> = []
    private var isFinished = false

    /// What a hidden step is made from, so that it is made once.
    private struct Derivation: Hashable {
        var origin: Source.Origin
        var fields: [String]
    }

    init(workflow: String, version: Int, place: Place) {
        self.workflow = workflow
        self.version = version
        self.place = place
        registration = Registration(
            definition: Definition(name: workflow, version: 0, steps: []), place: place.description)
    }

    func report(_ place: Place, _ message: String, fix: String) {
        problems.append(WorkflowProblem(place: place.description, message: message, fix: fix))
    }

    func name(of value: ValueReference) -> String {
        switch value {
        case .input: "input"
        case .step(let index): steps[index].definition.name
        }
    }

    // MARK: Verbs

    func task(
        _ options: TaskOptions, _ arguments: [StepArgument], givesOptional: Bool, body: ErasedBody?, at place: Place
    ) -> Source {
        let task = options.shared?.name ?? "\(workflow)@\(version)/\(options.name)"
        var settings = TaskSettings(task: task)
        settings.retry = options.retry.kernel { message, fix in
            report(place, "step '\(options.name)': retry: \(message)", fix: "Allowed: \(fix).")
        }
        settings.timeout =
            milliseconds(options.timeout, named: "timeout", of: options.name, at: place) ?? settings.timeout
        settings.deadline =
            options.deadline.flatMap { milliseconds($0, named: "deadline", of: options.name, at: place) }
        if options.concurrency < 1 {
            report(
                place, "step '\(options.name)': concurrency \(options.concurrency)",
                fix: "At least one attempt must be able to run.")
        }
        if let shared = options.shared {
            check(name: shared.name, kind: "task", longest: 100, at: shared.place)
            if let other = sharedTasks.updateValue(shared.place, forKey: shared.name), other != shared.place {
                report(
                    place, "task '\(shared.name)' is defined twice, at \(other) and at \(shared.place)",
                    fix: "Give one of the two TaskDefinitions another name.")
            }
        }
        setQueue(of: options, at: place, &settings)
        if let body {
            registration.tasks[task] = TaskOffer(
                body: body.named(task, inputs: arguments.count), concurrency: max(options.concurrency, 1),
                place: (options.shared?.place ?? place).description)
        }
        let inputs = arguments.map { resolve($0, at: place) }
        return add(
            StepDefinition(
                name: options.name, kind: .task(settings, .values(inputs)), onFailure: options.onFailure.kernel),
            arguments, inputs, givesOptional: givesOptional, isSink: options.isSink,
            condition: presence(of: arguments, inputs, options), at: place)
    }

    func transform(
        _ name: String, onFailure: FailurePolicy, _ arguments: [StepArgument], givesOptional: Bool,
        body: @escaping TransformBody, at place: Place
    ) -> Source {
        let inputs = arguments.map { resolve($0, at: place) }
        registration.transforms[name] = body
        return add(
            StepDefinition(name: name, kind: .transform(.closure(inputs)), onFailure: onFailure.kernel),
            arguments, inputs, givesOptional: givesOptional, at: place)
    }

    func signal(_ name: String, timeout: Duration?, at place: Place) -> Source {
        let limit = timeout.flatMap { milliseconds($0, named: "timeout", of: name, at: place) }
        return add(
            StepDefinition(name: name, kind: .signal(name: name, timeout: limit.map { .fixed($0) })),
            [], [], givesOptional: true, at: place)
    }

    func timer(_ name: String, after argument: StepArgument?, _ duration: Duration, at place: Place) -> Source {
        let inputs = argument.map { [resolve($0, at: place)] } ?? []
        let wait = milliseconds(duration, named: "duration", of: name, at: place) ?? 1
        return add(
            StepDefinition(name: name, kind: .timer(.after(.fixed(wait))), after: inputs),
            argument.map { [$0] } ?? [], inputs, givesOptional: true, at: place)
    }

    func timer(_ name: String, until argument: StepArgument, at place: Place) -> Source {
        let instant = resolve(argument, at: place)
        return add(
            StepDefinition(
                name: name, kind: .timer(.until(StepName.expression(for: self.name(of: instant)))), after: [instant]),
            [argument], [instant], givesOptional: true, at: place)
    }

    /// `mustSettle`: one alternative has to be there whenever the step is reached.
    func first(_ name: String?, of arguments: [StepArgument], mustSettle: Bool, at place: Place) -> Source {
        let inputs = arguments.map { resolve($0, at: place) }
        let name = name ?? inputs.map(self.name(of:)).joined(separator: "-or-")
        let source = add(
            StepDefinition(name: name, kind: .firstOf(inputs)), arguments, inputs, givesOptional: true, at: place)
        if mustSettle, case .step(let index) = source.origin, !liveness.isSure(inputs, behind: gates) {
            report(
                place, "either '\(name)': there are cases in which none of its values is there",
                fix:
                    "Let one be made in `when` and the other in `unless` of the same condition, or let the last always be "
                    + "there, or use `first(of:)`, whose value may be absent.")
            steps[index].isForgiven = true
        }
        return source
    }

    func publish(
        _ options: PublishOptions, _ argument: StepArgument, key: StepArgument?, at place: Place
    ) -> Source {
        var settings = options.settings
        if let key {
            let value = resolve(key, at: place)
            checkAbsence(key, value, of: "the key of step '\(options.name)'", at: place)
            settings.key = StepName.expression(for: name(of: value))
            // It is used, and has no part in whether the step is skipped.
            kept.insert(value)
        }
        let input = resolve(argument, at: place)
        return add(
            StepDefinition(
                name: options.name, kind: .publish(settings, .values([input])), onFailure: options.onFailure.kernel),
            [argument], [input], givesOptional: true, isSink: true, at: place)
    }

    /// Says that nothing uses these values, on purpose.
    func keep(_ arguments: [StepArgument], at place: Place) {
        for argument in arguments { kept.insert(resolve(argument, at: place)) }
    }

    // MARK: Conditions

    /// Draws `body` behind the condition. `made` lists what it returned.
    func gated<Result>(
        on condition: StepArgument, opens: Bool, at place: Place, body: () -> Result, made: (Result) -> [Source]
    ) -> Result {
        let value = resolve(condition, at: place)
        checkAbsence(condition, value, of: opens ? "condition of `when`" : "condition of `unless`", at: place)
        let expression = StepName.expression(for: name(of: value))
        let gate = Gate(
            condition: value, opens: opens,
            expression: opens
                ? (condition.acceptsAbsence ? "\(expression) == true" : expression)
                : "\(expression) == false")
        let depth = gates.count
        gates.append(gate)
        let before = steps.count
        let result = body()
        gates.removeLast()
        if steps.count == before {
            report(
                place, "no step is made under this condition",
                fix: "Call the steps inside the braces, or drop the condition.")
        }
        for source in made(result) where source.recorder === self {
            let isInside =
                switch source.origin {
                case .input: false
                case .step(let index), .timeout(of: let index):
                    steps[index].gates.count > depth && steps[index].gates[depth] == gate
                }
            if !isInside {
                report(
                    place, "'\(describe(source))' is returned from under a condition and was not made there",
                    fix: "Use it where it was made; the condition has no power over it.")
            }
        }
        return result
    }

    // MARK: Steps

    private var liveness: Liveness { Liveness(steps: steps) }

    private func add(
        _ definition: StepDefinition, _ arguments: [StepArgument], _ inputs: [ValueReference], givesOptional: Bool,
        isSink: Bool = false, gates: [Gate]? = nil, condition: String? = nil, isHidden: Bool = false, at place: Place
    ) -> Source {
        let name = definition.name
        let gates = gates ?? self.gates
        if !isFinished {
            check(name: name, kind: "step", at: place)
            if let other = indices[name] {
                report(
                    place, "step '\(name)' exists already, at \(steps[other].place)",
                    fix: isHidden ? "Rename that step: this field needs the name." : "Give one of the two another name."
                )
            }
        }
        var step = RecordedStep(definition: definition, place: place, inputs: inputs, gates: gates, isSink: isSink)
        step.definition.gates = gates.map(\.expression) + (condition.map { [$0] } ?? [])
        let index = steps.count
        for (argument, input) in zip(arguments, inputs) {
            checkAbsence(argument, input, of: "step '\(name)'", at: place)
        }
        steps.append(step)
        if indices[name] == nil { indices[name] = index }
        steps[index].isSure = liveness.isSure([.step(index)], behind: gates)
        if !steps[index].isSure && !givesOptional && !isSink && !inputs.isEmpty
            && !liveness.isSure([.step(index)], behind: gates, trusting: index)
        {
            let skippable = zip(arguments, inputs).map { self.name(of: $1) }
            report(
                place,
                "step '\(name)' is skipped when all its inputs are (\(skippable.joined(separator: ", "))), and its value is no optional",
                fix: "Leave the type of the value to the compiler, or write `Value<…?>`.")
            steps[index].isForgiven = true
        }
        return Source(recorder: self, origin: .step(index))
    }

    /// An argument that cannot be absent must be sure wherever the step runs.
    private func checkAbsence(_ argument: StepArgument, _ value: ValueReference, of user: String, at place: Place) {
        guard !argument.acceptsAbsence, case .step(let index) = value, argument.source.recorder === self,
            !liveness.isSure([value], behind: gates)
        else { return }
        let made = steps[index]
        let name = made.definition.name
        if made.definition.onFailure == .skip {
            report(
                place, "\(user) needs '\(name)', which is skipped when it fails (\(made.place))",
                fix: "Pass `.orSkipped` of it, and take an optional.")
        } else {
            report(
                place, "\(user) uses '\(name)' outside of the condition under which it is made (\(made.place))",
                fix: "Return it from the condition's braces and use what `when` or `unless` returns.")
        }
        steps[index].isForgiven = true
    }

    /// The value an argument stands for; makes the hidden step of a field or a timeout on first use.
    private func resolve(_ argument: StepArgument, at place: Place) -> ValueReference {
        let source = argument.source
        guard source.recorder === self else {
            report(
                place, "'\(source.recorder.describe(source))' belongs to workflow '\(source.recorder.workflow)'",
                fix: "Values connect steps of one workflow only; let the other workflow send a signal.")
            return .input
        }
        let derivation = Derivation(origin: source.origin, fields: source.fields)
        if let known = derived[derivation] { return known }
        var value: ValueReference
        switch source.origin {
        case .input: value = .input
        case .step(let index): value = .step(index)
        case .timeout(let signal):
            let plain = Derivation(origin: source.origin, fields: [])
            if let known = derived[plain] {
                value = known
            } else {
                let made = add(
                    StepDefinition(
                        name: steps[signal].definition.name + ".timedOut", kind: .timeoutOf(.step(signal))),
                    [], [.step(signal)], givesOptional: true, gates: steps[signal].gates, isHidden: true, at: place)
                value = made.reference
                derived[plain] = value
            }
        }
        guard let project = argument.project, !source.fields.isEmpty else { return value }
        let base = name(of: value)
        guard !source.fields.contains("") else {
            report(
                place, "a field of '\(base)' is a computed property, which has no name at run time",
                fix: "Name the step yourself: `flow.transform(\"name\", value) { $0.property }`.")
            return value
        }
        let hidden = ([base] + source.fields).joined(separator: ".")
        registration.transforms[hidden] = project
        value =
            add(
                StepDefinition(name: hidden, kind: .transform(.closure([value]))), [], [value], givesOptional: true,
                gates: [], isHidden: true, at: place
            ).reference
        derived[derivation] = value
        return value
    }

    private func describe(_ source: Source) -> String {
        let base =
            switch source.origin {
            case .input: "input"
            case .step(let index): steps[index].definition.name
            case .timeout(of: let index): steps[index].definition.name + ".timedOut"
            }
        return ([base] + source.fields.map { $0.isEmpty ? "?" : $0 }).joined(separator: ".")
    }

    func check(name: String, kind: String, longest: Int = DefinitionName.stepLimit, at place: Place) {
        if let fault = StepName.fault(in: name, longest: longest) {
            report(
                place, "\(kind) name '\(name)': \(fault)",
                fix: "1 to \(longest) of the characters A-Z a-z 0-9 _ . - are allowed.")
        } else if kind == "step" && DefinitionName.reservedForSteps.contains(name) {
            report(place, "step name '\(name)' means something else in expressions", fix: "Choose another name.")
        }
    }

    func milliseconds(_ duration: Duration, named what: String, of step: String, at place: Place) -> Int64? {
        if let milliseconds = duration.milliseconds, DurationText.range.contains(milliseconds) { return milliseconds }
        report(
            place, "step '\(step)': \(what) \(duration)",
            fix: "Allowed: from 1 ms to 3,650 days.")
        return nil
    }

    // MARK: The end

    func finish(
        _ result: DrawnResult, revision: Int, settings: WorkflowSettings
    ) throws(WorkflowError) -> Registration {
        check(name: workflow, kind: "workflow", longest: DefinitionName.workflowLimit, at: place)
        var definition = registration.definition
        if let version = UInt32(exactly: version), version > 0 {
            definition.version = version
        } else {
            report(place, "version \(version)", fix: "Versions count from 1.")
        }
        definition.settings = settings.kernel { message, fix in
            report(place, message, fix: "Allowed: \(fix).")
        }
        if let revision = UInt32(exactly: revision) {
            definition.settings.revision = revision
        } else {
            report(place, "revision \(revision)", fix: "Allowed: 0 and up.")
        }
        var used = kept
        if case .value(let argument) = result {
            let value = resolve(argument, at: place)
            checkAbsence(argument, value, of: "the result", at: place)
            definition.result = .value(value)
            used.insert(value)
        }
        if steps.isEmpty {
            report(place, "workflow '\(workflow)' has no steps", fix: "Call at least one verb of `flow` in its body.")
        }
        for step in steps {
            used.formUnion(step.inputs)
            used.formUnion(step.gates.map(\.condition))
        }
        for (index, step) in steps.enumerated() where !step.isSink && !used.contains(.step(index)) {
            report(
                step.place, "the value of step '\(step.definition.name)' is never used",
                fix: "Pass it on, return it, use `perform` when there is no value, or say `flow.keep(value)`.")
        }
        isFinished = true
        definition.steps = steps.map(\.definition)
        registration.definition = definition
        if problems.isEmpty { checkDefinition() }
        guard problems.isEmpty else {
            throw WorkflowError(workflow: "\(workflow)@\(version)", problems: problems)
        }
        return registration
    }

    /// What documents are checked for too; unused values are our own affair, for `keep` says which are meant.
    private func checkDefinition() {
        var places = DefinitionPlaces()
        places.note(.whole, at: FilePlace(file: place.file, line: place.line))
        for (index, step) in steps.enumerated() {
            places.note(.step(index), at: FilePlace(file: step.place.file, line: step.place.line))
        }
        for problem in DefinitionCheck.problems(of: registration.definition, places: places)
        where problem.severity == .error && problem.code != .unused {
            problems.append(
                WorkflowProblem(
                    place: (problem.place?.description ?? place.description),
                    message: "\(problem.path): \(problem.message)", fix: problem.hint ?? ""))
        }
    }
}
