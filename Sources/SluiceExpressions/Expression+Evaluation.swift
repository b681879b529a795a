extension Expression {
    /// Evaluates with `bindings[i]` for `variables[i]` and counts the cost off `budget`, which ends below zero only
    /// when the evaluation was stopped for it.
    ///
    /// - Throws: ``EvaluationError``.
    package func evaluate(
        _ bindings: UnsafeBufferPointer<Binding>, spending budget: inout Int
    ) throws(EvaluationError) -> CELValue {
        try run(bindings, &budget) { evaluator, operand in evaluator.export(operand) }
    }

    /// Evaluates to a bool.
    ///
    /// - Throws: ``EvaluationError``, with code `result` if the value is no bool.
    package func evaluateBool(
        _ bindings: UnsafeBufferPointer<Binding>, spending budget: inout Int
    ) throws(EvaluationError) -> Bool {
        try run(bindings, &budget) { evaluator, operand in
            if operand.tag == .bool { return operand.isTrue }
            _ = evaluator.fail(.resultNotBool, evaluator.program.root, operand)
            return nil
        }
    }

    /// Evaluates and appends the value to `bytes` as JSON. A part of a bound document is copied as it stands there;
    /// times become RFC 3339 strings, durations strings of seconds such as `1.5s`, bytes base64.
    ///
    /// - Throws: ``EvaluationError``, with code `result` for what JSON cannot express: NaN, infinities, types, keys
    ///   that are no strings. `bytes` are as before then.
    package func evaluateJSON(
        _ bindings: UnsafeBufferPointer<Binding>, spending budget: inout Int, into bytes: inout [UInt8]
    ) throws(EvaluationError) {
        let mark = bytes.count
        do throws(EvaluationError) {
            try run(bindings, &budget) { evaluator, operand in
                evaluator.write(operand, into: &bytes) ? () : nil
            }
        } catch {
            bytes.removeLast(bytes.count - mark)
            throw error
        }
    }

    // MARK: Without a budget to share

    package func evaluate(
        _ bindings: UnsafeBufferPointer<Binding>, budget: Int? = nil
    ) throws(EvaluationError) -> CELValue {
        var budget = budget ?? costLimit
        return try evaluate(bindings, spending: &budget)
    }

    package func evaluateBool(
        _ bindings: UnsafeBufferPointer<Binding>, budget: Int? = nil
    ) throws(EvaluationError) -> Bool {
        var budget = budget ?? costLimit
        return try evaluateBool(bindings, spending: &budget)
    }

    package func evaluateJSON(
        _ bindings: UnsafeBufferPointer<Binding>, budget: Int? = nil, into bytes: inout [UInt8]
    ) throws(EvaluationError) {
        var budget = budget ?? costLimit
        try evaluateJSON(bindings, spending: &budget, into: &bytes)
    }

    // MARK: With an array

    package func evaluate(_ bindings: [Binding] = [], budget: Int? = nil) throws(EvaluationError) -> CELValue {
        try bindings.withUnsafeBufferPointer { (bindings) throws(EvaluationError) in
            try evaluate(bindings, budget: budget)
        }
    }

    package func evaluateBool(_ bindings: [Binding], budget: Int? = nil) throws(EvaluationError) -> Bool {
        try bindings.withUnsafeBufferPointer { (bindings) throws(EvaluationError) in
            try evaluateBool(bindings, budget: budget)
        }
    }

    package func evaluateJSON(
        _ bindings: [Binding], budget: Int? = nil, into bytes: inout [UInt8]
    ) throws(EvaluationError) {
        try bindings.withUnsafeBufferPointer { (bindings) throws(EvaluationError) in
            try evaluateJSON(bindings, budget: budget, into: &bytes)
        }
    }

    // MARK: The run

    /// Evaluates and lets `finish` take the value out while everything it points to is still there.
    @inline(__always)
    private func run<Result>(
        _ bindings: UnsafeBufferPointer<Binding>, _ budget: inout Int,
        _ finish: (inout Evaluator, Operand) -> Result?
    ) throws(EvaluationError) -> Result {
        let program = program
        let room = program.variables.count + program.localCount + 1
        let outcome = withUnsafeTemporaryAllocation(of: Operand.self, capacity: room) { workspace in
            var evaluator = Evaluator(program, bindings: bindings, budget: budget, workspace: workspace)
            let operand = evaluator.value(program.root)
            let result = operand.isFailure ? nil : finish(&evaluator, operand)
            budget = evaluator.remaining
            if evaluator.remaining < 0, evaluator.failure.reason != .budget || result != nil {
                _ = evaluator.abort(.budget, program.root)
                return Swift.Result<Result, EvaluationError>.failure(evaluator.error())
            }
            guard let result else { return .failure(evaluator.error()) }
            return .success(result)
        }
        return try outcome.get()
    }
}
