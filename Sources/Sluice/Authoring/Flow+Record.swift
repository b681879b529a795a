internal import SluiceKernel

// What every overload of a verb ends in.
extension Flow {
    func record<Output>(
        _ options: TaskOptions, _ arguments: [StepArgument], at place: Place, _ call: @escaping SynchronousCall
    ) -> Value<Output> {
        Value(
            recorder.task(
                options, arguments, givesOptional: isOptional(Output.self), body: .synchronous(call), at: place))
    }

    func record<Output>(
        _ options: TaskOptions, _ arguments: [StepArgument], at place: Place,
        asynchronous call: @escaping AsynchronousCall
    ) -> Value<Output> {
        Value(
            recorder.task(
                options, arguments, givesOptional: isOptional(Output.self), body: .asynchronous(call), at: place))
    }

    func sink(
        _ options: TaskOptions, _ arguments: [StepArgument], at place: Place, _ call: @escaping SynchronousCall
    ) {
        var options = options
        options.isSink = true
        _ = recorder.task(options, arguments, givesOptional: true, body: .synchronous(call), at: place)
    }

    func sink(
        _ options: TaskOptions, _ arguments: [StepArgument], at place: Place,
        asynchronous call: @escaping AsynchronousCall
    ) {
        var options = options
        options.isSink = true
        _ = recorder.task(options, arguments, givesOptional: true, body: .asynchronous(call), at: place)
    }

    func record<Output>(
        transform name: String, _ onFailure: FailurePolicy, _ arguments: [StepArgument], at place: Place,
        _ call: @escaping SynchronousCall
    ) -> Value<Output> {
        let body: TransformBody = { inputs, output in
            let start = output.count
            do {
                try call(inputs, &output)
            } catch {
                output.removeLast(output.count - start)
                throw TaskFailure(of: error)
            }
        }
        return Value(
            recorder.transform(
                name, onFailure: onFailure, arguments, givesOptional: isOptional(Output.self), body: body, at: place))
    }

    /// A step of a shared task, under the task's own name where the call gives none.
    func record<Output, each Input, Result>(
        _ definition: TaskDefinition<Output, repeat each Input>, _ name: String?, _ retry: RetryPolicy?,
        _ onFailure: FailurePolicy, _ arguments: [StepArgument], at place: Place
    ) -> Value<Result> {
        var options = TaskOptions(
            name ?? definition.name, retry ?? definition.retry, definition.timeout, definition.deadline, onFailure,
            definition.concurrency)
        options.shared = (definition.name, definition.place)
        options.queue = definition.queue.map { ($0, definition.heartbeat) }
        options.skipsAbsence = definition.skipsAbsence
        return Value(
            recorder.task(
                options, arguments, givesOptional: isOptional(Result.self), body: definition.body, at: place))
    }

    private func isOptional<T>(_ type: T.Type) -> Bool { type is any AnyOptional.Type }
}
