internal import SluiceKernel

extension TaskFailure {
    /// A body's inputs are not what its types say.
    static let inputType = "sluice.input"

    /// How an error of a body is recorded.
    init(of error: any Error) {
        switch error {
        case let failure as TaskFailure: self = failure
        case let error as TaskError:
            self.init(type: error.type, message: error.message, isNonRetriable: error.nonRetriable)
        default:
            self.init(type: _typeName(Swift.type(of: error), qualified: false), message: String(describing: error))
        }
    }
}
