package import SluiceExpressions

/// A CEL expression of a definition, bound to the steps it reads.
package struct StepExpression: Sendable {
    /// What a variable of the expression stands for.
    enum Slot: Sendable {
        case value(ValueReference)
        case startTime
        case stepTime(Int)
    }

    let source: String
    /// Set when the expression is nothing but one value: no evaluation is needed.
    let plain: ValueReference?
    private let expression: Expression
    private let slots: [Slot]
    private let budget: Int

    /// - Throws: where the expression is wrong, by line and column within `source`.
    package init(_ source: String, in definition: Definition) throws(ExpressionError) {
        self.source = source
        expression = try Expression(compiling: source, in: StepExpression.environment(of: definition))
        budget = Int(definition.settings.costBudget)
        var slots: [Slot] = []
        for variable in expression.variables {
            slots.append(StepExpression.slot(of: variable, in: definition))
        }
        self.slots = slots
        let name = source.utf8.allSatisfy(StepExpression.isIdentifierByte)
        if name, slots.count == 1, case .value(let reference) = slots[0] {
            plain = reference
        } else {
            plain = nil
        }
    }

    /// The steps it reads, ascending; their times count too.
    var steps: [Int] {
        var found: Set<Int> = []
        for slot in slots {
            switch slot {
            case .value(.step(let step)), .stepTime(let step): found.insert(step)
            case .value(.input), .startTime: break
            }
        }
        return found.sorted()
    }

    var readsInput: Bool {
        slots.contains {
            if case .value(.input) = $0 { return true }
            if case .startTime = $0 { return true }
            return false
        }
    }

    package static let reserved: Set<String> = ["input", "steps", "times"]

    /// What the expressions of a definition may name: `input`, each step by its name or as `steps["name"]`, and in `times`
    /// when the event that started the instance or settled a step happened.
    package static func environment(of definition: Definition) -> Environment {
        var environment = Environment()
        environment.declare("input")
        for step in definition.steps where !reserved.contains(step.name) && isIdentifier(step.name) {
            environment.declare(step.name)
        }
        environment.declare(namespace: "steps", members: definition.steps.map { ($0.name, .dyn) })
        environment.declare(
            namespace: "times", members: [("start", .timestamp)] + definition.steps.map { ($0.name, .timestamp) })
        return environment
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy(isIdentifierByte)
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte) || (0x41...0x5a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
    }

    private static func slot(of variable: Variable, in definition: Definition) -> Slot {
        func index(_ name: [UInt8]) -> Int? { definition.steps.firstIndex { $0.name.utf8.elementsEqual(name) } }
        if let member = variable.member {
            if variable.name == "times" { return index(member).map { .stepTime($0) } ?? .startTime }
            return index(member).map { .value(.step($0)) } ?? .value(.input)
        }
        return index(Array(variable.name.utf8)).map { .value(.step($0)) } ?? .value(.input)
    }

    // MARK: evaluation

    /// Binds the slots to the instance's values and calls `body` with them.
    private func withBindings<Result>(
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext,
        _ body: (UnsafeBufferPointer<Binding>) throws(EvaluationError) -> Result
    ) throws(EvaluationError) -> Result {
        context.bindings.removeAll(keepingCapacity: true)
        // The arena does not grow while an expression is evaluated.
        let arena = instance.pointee.arena.withUnsafeBytes { $0 }
        for slot in slots {
            switch slot {
            case .value(.input):
                context.bindings.append(
                    .json(UnsafeRawBufferPointer(rebasing: arena[..<Int(instance.pointee.inputLength)])))
            case .value(.step(let step)):
                let state = instance.pointee.steps[step]
                if state.phase == .done {
                    let start = Int(state.valueOffset)
                    let value = UnsafeRawBufferPointer(rebasing: arena[start..<start + Int(state.valueLength)])
                    context.bindings.append(.json(value))
                } else {
                    context.bindings.append(.null)
                }
            case .startTime:
                context.bindings.append(.value(.timestamp(StepExpression.timestamp(instance.pointee.startTime))))
            case .stepTime(let step):
                let state = instance.pointee.steps[step]
                if state.phase == .done {
                    context.bindings.append(.value(.timestamp(StepExpression.timestamp(state.time))))
                } else {
                    context.bindings.append(.null)
                }
            }
        }
        let bindings = context.bindings.withUnsafeBufferPointer { $0 }
        let result = try body(bindings)
        return withExtendedLifetime(context) { result }
    }

    private func failure(_ error: EvaluationError) -> TaskFailure {
        TaskFailure(type: TaskFailure.transformType, message: "\(source): \(error)", isNonRetriable: true)
    }

    /// Appends the value as JSON. Returns what went wrong, or nil.
    func evaluate(
        into output: inout [UInt8], _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram,
        _ context: FoldContext
    ) -> TaskFailure? {
        do throws(EvaluationError) {
            var built = output
            output = []
            defer { output = built }
            try withBindings(instance, context) { bindings throws(EvaluationError) in
                try expression.evaluateJSON(bindings, budget: budget, into: &built)
            }
            return nil
        } catch {
            return failure(error)
        }
    }

    /// A condition: absent values make it false when it is nothing but one value.
    func evaluateCondition(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, _ context: FoldContext
    ) -> Result<Bool, TaskFailure> {
        if case .step(let step) = plain {
            let state = instance.pointee.steps[step]
            if state.phase != .done { return .success(false) }
            // `true` and `false` differ in length.
            if state.valueLength == 4, instance.pointee.arena[Int(state.valueOffset)] == 0x74 { return .success(true) }
            if state.valueLength == 5, instance.pointee.arena[Int(state.valueOffset)] == 0x66 { return .success(false) }
        }
        do throws(EvaluationError) {
            return .success(
                try withBindings(instance, context) { bindings throws(EvaluationError) in
                    try expression.evaluateBool(bindings, budget: budget)
                })
        } catch {
            return .failure(failure(error))
        }
    }

    /// Milliseconds, from 1; a length of zero or less is a failure.
    func evaluateDuration(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, _ context: FoldContext
    ) -> Result<Int64, TaskFailure> {
        evaluate(instance, context, expecting: "a duration of at least 1 ms") { value in
            guard case .duration(let duration) = value, duration.nanoseconds >= 1_000_000 else { return nil }
            return duration.nanoseconds / 1_000_000
        }
    }

    /// Milliseconds since 1970.
    func evaluateTime(
        _ instance: UnsafeMutablePointer<Instance>, _ program: GraphProgram, _ context: FoldContext
    ) -> Result<Int64, TaskFailure> {
        evaluate(instance, context, expecting: "a timestamp, or an RFC 3339 string") { value in
            switch value {
            case .timestamp(let time): time.milliseconds
            case .string(let text): text.withUnsafeBufferPointer { CELTimestamp($0) }?.milliseconds
            default: nil
            }
        }
    }

    private func evaluate(
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext, expecting: String,
        _ read: (CELValue) -> Int64?
    ) -> Result<Int64, TaskFailure> {
        do throws(EvaluationError) {
            let value = try withBindings(instance, context) { bindings throws(EvaluationError) in
                try expression.evaluate(bindings, budget: budget)
            }
            if let number = read(value) { return .success(number) }
            let message = "\(source): the value is \(value); expected \(expecting)"
            return .failure(TaskFailure(type: TaskFailure.transformType, message: message, isNonRetriable: true))
        } catch {
            return .failure(failure(error))
        }
    }

    private static func timestamp(_ microseconds: Int64) -> CELTimestamp {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        let (whole, part) = rest < 0 ? (seconds - 1, rest + 1_000_000) : (seconds, rest)
        // Outside the years that CEL knows, the nearest that it does.
        return CELTimestamp(seconds: whole, nanoseconds: UInt32(part) * 1_000)
            ?? CELTimestamp(seconds: 0, nanoseconds: 0)!
    }
}
