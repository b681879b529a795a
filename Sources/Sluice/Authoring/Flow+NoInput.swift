// Steps that need nothing: they run when the instance starts, under a condition when that is known.
extension Flow {
    /// A task without inputs.
    public func task<Output: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, run body: @escaping @Sendable () throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [], at: Place(file: file, line: line)
        ) { _, output in try output.write(try body()) }
    }

    /// A task without inputs, with an `async` body.
    public func task<Output: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64,
        run body: @escaping @Sendable () async throws -> Output, file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [], at: Place(file: file, line: line),
            asynchronous: { _ in try .written(try await body()) })
    }

    /// A constant of the graph.
    public func transform<Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, run body: @escaping @Sendable () throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, [], at: Place(file: file, line: line)) { _, output in
            try output.write(try body())
        }
    }
}
