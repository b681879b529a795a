extension GraphProgram {
    /// Appends the result of a succeeded instance as JSON; `null` when it has none.
    package func result(of instance: borrowing Instance, into output: inout [UInt8]) {
        let arena = instance.arena
        func append(_ offset: UInt32, _ length: UInt32) {
            guard length > 0 else { return output.append(contentsOf: [0x6e, 0x75, 0x6c, 0x6c]) }
            arena.withUnsafeBytes {
                output.append(contentsOf: $0[Int(offset)..<Int(offset) + Int(length)])
            }
        }
        guard instance.status == .succeeded else { return append(0, 0) }
        switch result {
        case .none: append(0, 0)
        case .value(.input): append(0, instance.inputLength)
        case .value(.step(let step)):
            let state = instance.steps[step]
            append(state.valueOffset, state.phase == .done ? state.valueLength : 0)
        case .expression: append(instance.resultOffset, instance.resultLength)
        }
    }
}
