extension GraphProgram {
    func beginTransform(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        context.output.removeAll(keepingCapacity: true)
        switch transforms[Int(steps[step].table)] {
        case .expression(let expression):
            if let failure = expression.evaluate(into: &context.output, instance, self, context) {
                return fail(step, failure, instance, context)
            }
        case .closure(let body, let inputs):
            do {
                try withInputs(inputs, instance, context) { try body($0, &context.output) }
            } catch let failure as TaskFailure {
                return fail(step, failure, instance, context)
            } catch {
                return fail(step, TaskFailure(type: TaskFailure.transformType, message: "\(error)"), instance, context)
            }
            if context.output.isEmpty { context.output.append(contentsOf: Array("null".utf8)) }
        }
        guard context.output.count <= context.largestValue else {
            let message =
                "the value has \(context.output.count) bytes; at most \(context.largestValue) fit into a record"
            return fail(step, TaskFailure(type: TaskFailure.tooLargeType, message: message), instance, context)
        }
        settleWithOutput(step, at: readyTime(step, instance), instance, context)
    }

    /// Calls `body` with borrowed views of these values.
    package func withInputs<Result>(
        _ inputs: [ValueReference], _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext,
        _ body: (StepInputs) throws -> Result
    ) rethrows -> Result {
        try instance.pointee.arena.span.withUnsafeBytes { arena in
            context.pointers.removeAll(keepingCapacity: true)
            for input in inputs {
                context.pointers.append(UnsafeRawBufferPointer(rebasing: arena[place(of: input, instance)]))
            }
            return try context.pointers.withUnsafeBufferPointer { try body(StepInputs($0)) }
        }
    }

    /// Where a value lies in the arena of its instance; an empty range: it has none.
    @inline(__always)
    func place(of reference: ValueReference, _ instance: UnsafeMutablePointer<Instance>) -> Range<Int> {
        switch reference {
        case .input: return 0..<Int(instance.pointee.inputLength)
        case .step(let index):
            let state = instance.pointee.steps[index]
            guard state.phase == .done else { return 0..<0 }
            return Int(state.valueOffset)..<Int(state.valueOffset) + Int(state.valueLength)
        }
    }
}
