extension GraphProgram {
    /// What an attempt of `step` is given, as one JSON value: one input as it is, several as an array.
    ///
    /// - Throws: why there is none, for good.
    package func payload(
        of step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) throws(TaskFailure) -> [UInt8] {
        context.output.removeAll(keepingCapacity: true)
        try appendValue(of: tasks[Int(steps[step].table)].input, instance, context)
        guard context.output.count <= context.largestValue else {
            throw GraphProgram.tooLarge("what the task is given", context.output.count, context.largestValue)
        }
        return context.output
    }

    /// Appends one value as it is, several as an array, to ``FoldContext/output``.
    func appendValue(
        of input: CompiledInput, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext
    ) throws(TaskFailure) {
        switch input {
        case .value(let reference):
            withInputs([reference], instance, context) { context.output.append(contentsOf: $0[0]) }
        case .values(let references):
            withInputs(references, instance, context) { inputs in
                context.output.append(UInt8(ascii: "["))
                for index in 0..<inputs.count {
                    if index > 0 { context.output.append(UInt8(ascii: ",")) }
                    context.output.append(contentsOf: inputs[index])
                }
                context.output.append(UInt8(ascii: "]"))
            }
        case .expression(let expression):
            if let failure = expression.evaluate(into: &context.output, instance, self, context) { throw failure }
        }
    }

    /// Appends what an attempt of `step` is given: each input behind its length (32 bits, little-endian), length 0 for a
    /// skipped one.
    package func appendInputs(
        of step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext, to bytes: inout [UInt8]
    ) throws(TaskFailure) {
        func append(_ input: UnsafeRawBufferPointer) {
            withUnsafeBytes(of: UInt32(input.count).littleEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: input)
        }
        switch tasks[Int(steps[step].table)].input {
        case .values(let references):
            withInputs(references, instance, context) { inputs in
                bytes.reserveCapacity((0..<inputs.count).reduce(bytes.count) { $0 + 4 + inputs.values[$1].count })
                for index in 0..<inputs.count { append(inputs.values[index]) }
            }
        case .value(let reference):
            instance.pointee.arena.span.withUnsafeBytes {
                append(UnsafeRawBufferPointer(rebasing: $0[place(of: reference, instance)]))
            }
        case .expression(let expression):
            var value: [UInt8] = []
            if let failure = expression.evaluate(into: &value, instance, self, context) { throw failure }
            value.withUnsafeBytes { append($0) }
        }
    }
}
