internal import SluiceKernel

extension Source {
    /// The step or input itself, for a source that was just made.
    var reference: ValueReference {
        switch origin {
        case .input: .input
        case .step(let index), .timeout(of: let index): .step(index)
        }
    }

    /// Index of the step, for a source that was just made.
    var stepIndex: Int {
        guard case .step(let index) = reference else { preconditionFailure("the input is not a step") }
        return index
    }
}
