internal import SluiceKernel

/// A typed body with its types gone.
enum ErasedBody: Sendable {
    case synchronous(SynchronousCall)
    case asynchronous(AsynchronousCall)

    /// As the engine runs it under the task's name.
    func named(_ task: String) -> TaskBody {
        switch self {
        case .synchronous(let call): .of(task, call)
        case .asynchronous(let call): .of(task, call)
        }
    }
}
