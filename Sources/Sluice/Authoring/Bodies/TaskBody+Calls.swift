internal import SluiceKernel

extension TaskBody {
    /// The body as the engine runs it: it knows its context, throws only ``TaskFailure`` and leaves no half a value behind.
    ///
    /// Any document may name the task, with whatever inputs: a wrong number of them never reaches the body.
    static func of(_ task: String, inputs expected: Int, _ call: @escaping SynchronousCall) -> TaskBody {
        .synchronous { inputs, identity, output in
            guard inputs.count == expected else {
                throw TaskFailure(inputs: inputs.count, of: task, expected: expected)
            }
            let start = output.count
            do {
                try TaskContextSlot(task: task, identity: identity).bind { try call(inputs, &output) }
            } catch {
                output.removeLast(output.count - start)
                throw TaskFailure(of: error)
            }
        }
    }

    static func of(_ task: String, inputs expected: Int, _ call: @escaping AsynchronousCall) -> TaskBody {
        .asynchronous { inputs, identity in
            guard inputs.count == expected else {
                throw TaskFailure(inputs: inputs.count, of: task, expected: expected)
            }
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
