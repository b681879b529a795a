import SluiceExpressions

/// A CEL expression of a definition, as the fold evaluates it: what the check compiled, in the same scope.
package struct StepExpression: Sendable {
    /// What to bind for each variable of the expression.
    let names: [ScopeName]
    /// Set when the expression is nothing but one value, however it is written: no evaluation is needed.
    let plain: ValueReference?
    private let expression: Expression

    package init(_ scoped: ScopedExpression) {
        expression = scoped.expression
        names = scoped.names
        if let slot = expression.loneVariable, case .value(let reference) = names[slot] {
            plain = reference
        } else {
            plain = nil
        }
    }

    /// The expression, so short that a kept message has room for what is wrong with it.
    private var source: String {
        let source = Array(expression.source.utf8)
        let text = InstanceExtras.text(source, 120)
        return String(decoding: text, as: UTF8.self) + (source.count > 120 ? "…" : "")
    }

    // MARK: evaluation

    /// Binds the names to the instance's values and calls `body` with them.
    private func withBindings<Result>(
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext,
        _ body: (UnsafeBufferPointer<Binding>) throws(EvaluationError) -> Result
    ) throws(EvaluationError) -> Result {
        context.bindings.removeAll(keepingCapacity: true)
        // The arena does not grow while an expression is evaluated.
        let arena = instance.pointee.arena.withUnsafeBytes { $0 }
        for name in names {
            switch name {
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
            case .time(let step):
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
                try expression.evaluateJSON(bindings, into: &built)
            }
            return nil
        } catch {
            return failure(error)
        }
    }

    /// A condition. Where it asks a step for a bool that has no value, or null, it does not hold, however the step is
    /// named there: alone, negated, or beside others.
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
                    try expression.evaluateBool(bindings)
                })
        } catch {
            if let slot = error.absentCondition, case .value(.step) = names[slot] { return .success(false) }
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

    /// Text as it is, a number or a bool as text; nil: the value is `null`.
    func evaluateText(
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) -> Result<[UInt8]?, TaskFailure> {
        evaluate(instance, context, expecting: "text, a number or a bool") { value in
            var text: [UInt8] = []
            switch value {
            case .null: return .some(nil)
            case .string(let bytes): text = bytes
            case .bool(let flag): JSONWriter.bool(flag, into: &text)
            case .int(let number): JSONWriter.int(number, into: &text)
            case .uint(let number): JSONWriter.uint(number, into: &text)
            case .double(let number):
                guard (try? JSONWriter.double(number, into: &text)) != nil else { return nil }
            default: return nil
            }
            return .some(text)
        }
    }

    private func evaluate<Value>(
        _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext, expecting: String,
        _ read: (CELValue) -> Value?
    ) -> Result<Value, TaskFailure> {
        do throws(EvaluationError) {
            let value = try withBindings(instance, context) { bindings throws(EvaluationError) in
                try expression.evaluate(bindings)
            }
            if let read = read(value) { return .success(read) }
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
