internal import SluiceKernel

extension TaskBody {
    /// The body as the engine runs it: it knows its context, throws only ``TaskFailure`` and leaves no half a value behind.
    static func of(_ task: String, _ call: @escaping SynchronousCall) -> TaskBody {
        .synchronous { inputs, identity, output in
            let start = output.count
            do {
                try TaskContextSlot(task: task, identity: identity).bind { try call(inputs, &output) }
            } catch {
                output.removeLast(output.count - start)
                throw TaskFailure(of: error)
            }
        }
    }

    static func of(_ task: String, _ call: @escaping AsynchronousCall) -> TaskBody {
        .asynchronous { inputs, identity in
            do {
                return try await TaskContext.$asynchronous.withValue(TaskContext(task: task, identity: identity)) {
                    try await call(inputs)
                }
            } catch {
                throw TaskFailure(of: error)
            }
        }
    }
}
