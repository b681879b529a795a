import SluiceExpressions

extension GraphProgram {
    /// Appends the result of a succeeded instance as JSON; `null` when it has none.
    ///
    /// Works on the instance where it lies: a call on the value would copy it, with a count for each of its arrays.
    package func result(of instance: UnsafePointer<Instance>, into output: inout [UInt8]) {
        func append(_ offset: UInt32, _ length: UInt32) {
            guard length > 0 else { return JSONWriter.null(into: &output) }
            instance.pointee.arena.span.withUnsafeBytes {
                output.append(
                    contentsOf: UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset) + Int(length)]))
            }
        }
        guard instance.pointee.status == .succeeded else { return append(0, 0) }
        switch result {
        case .none: append(0, 0)
        case .value(.input): append(0, instance.pointee.inputLength)
        case .value(.step(let step)):
            let state = instance.pointee.steps[step]
            append(state.valueOffset, state.phase == .done ? state.valueLength : 0)
        case .expression: append(instance.pointee.resultOffset, instance.pointee.resultLength)
        }
    }
}
