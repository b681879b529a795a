internal import SluiceKernel

/// A typed body with its types gone.
enum ErasedBody: Sendable {
    case synchronous(SynchronousCall)
    case asynchronous(AsynchronousCall)

    /// As the engine runs it under the task's name: with exactly so many inputs.
    func named(_ task: String, inputs: Int) -> TaskBody {
        switch self {
        case .synchronous(let call): .of(task, inputs: inputs, call)
        case .asynchronous(let call): .of(task, inputs: inputs, call)
        }
    }
}
