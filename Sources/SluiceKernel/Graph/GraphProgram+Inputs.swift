extension GraphProgram {
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
