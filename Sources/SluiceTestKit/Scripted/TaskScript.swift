package import SluiceKernel

/// What becomes of an attempt in a script.
package enum TaskResult: Sendable {
    case succeed(String)
    case fail(TaskFailure)
    /// The attempt ends and nobody hears of it.
    case silence
    /// The result is appended twice.
    case twice(String)

    package static func fail(_ type: String, isNonRetriable: Bool = false) -> TaskResult {
        .fail(TaskFailure(type: type, message: "as scripted", isNonRetriable: isNonRetriable))
    }
}

/// The scripted body of a task.
package struct TaskScript: Sendable {
    /// Milliseconds of virtual time from dispatch to result.
    package var delay: Int64
    /// Attempts at once; what does not fit is turned away.
    package var concurrency: Int
    package var body: @Sendable (_ identity: TaskIdentity, _ inputs: [String]) -> TaskResult

    package init(
        delay: Int64 = 5, concurrency: Int = 1_000_000,
        _ body: @escaping @Sendable (_ identity: TaskIdentity, _ inputs: [String]) -> TaskResult
    ) {
        self.delay = delay
        self.concurrency = concurrency
        self.body = body
    }
}
