internal import SluiceKernel

extension TaskFailure {
    /// A body's inputs are not what its types say.
    static let inputType = "sluice.input"

    /// A step passes another number of inputs than the body takes. No other attempt can fare better.
    init(inputs count: Int, of task: String, expected: Int) {
        func inputs(_ count: Int) -> String { "\(count) input\(count == 1 ? "" : "s")" }
        self.init(
            type: Self.inputType,
            message: "task '\(task)' takes \(inputs(expected)), and this step passes \(inputs(count))",
            isNonRetriable: true)
    }

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
