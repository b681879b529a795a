extension GraphProgram {
    /// Takes the first choice, in order, that has a value. The JSON `null` is passed over like an absent one: a Swift body
    /// that gives `nil` and a step that was skipped are the same to whoever reads them.
    func beginFirstOf(_ step: Int, _ instance: UnsafeMutablePointer<Instance>, _ context: FoldContext) {
        for choice in choices[Int(steps[step].table)] {
            switch choice {
            case .input:
                let length = instance.pointee.inputLength
                instance.pointee.steps[step].valueOffset = 0
                instance.pointee.steps[step].valueLength = length
            case .step(let index):
                guard instance.pointee.steps[index].phase == .done else { continue }
                let isNull = instance.pointee.withValue(step: index) { $0.elementsEqual(StepInputs.null) }
                if isNull { continue }
                instance.pointee.steps[step].valueOffset = instance.pointee.steps[index].valueOffset
                instance.pointee.steps[step].valueLength = instance.pointee.steps[index].valueLength
            }
            return settle(step, .done, instance, context)
        }
        settle(step, .skipped, instance, context)
    }
}
