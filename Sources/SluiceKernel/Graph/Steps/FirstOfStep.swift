import SluiceExpressions

extension GraphProgram {
    /// Takes the first choice, in order, that has a value. The JSON `null` is passed over like an absent one: a Swift body
    /// that gives `nil` and a step that was skipped are the same to whoever reads them.
    func beginFirstOf(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        for choice in choices[Int(steps[step].table)] {
            let offset: UInt32
            let length: UInt32
            switch choice {
            case .input: (offset, length) = (0, instance.pointee.inputLength)
            case .step(let index):
                let state = instance.pointee.steps[index]
                guard state.phase == .done else { continue }
                (offset, length) = (state.valueOffset, state.valueLength)
            }
            let isNull = instance.pointee.arena.withUnsafeBytes {
                JSON.kind(UnsafeRawBufferPointer(rebasing: $0[Int(offset)..<Int(offset) + Int(length)])) == .null
            }
            if isNull { continue }
            instance.pointee.steps[step].valueOffset = offset
            instance.pointee.steps[step].valueLength = length
            return settle(step, .done, at: readyTime(step, instance), instance, context)
        }
        settle(step, .skipped, at: readyTime(step, instance), instance, context)
    }
}
