// Any number of inputs. For none to six the overloads beside these are chosen, whose errors read better.
extension Flow {
    /// A task: work outside the engine. At least once, retried, its result recorded once.
    @_disfavoredOverload
    public func task<each Input: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ inputs: repeat Value<each Input>,
        run body: @escaping @Sendable (repeat each Input) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), arguments(repeat each inputs),
            at: Place(file: file, line: line)
        ) { inputs, output in
            var index = 0
            try output.write(try body(repeat try inputs.next(&index, as: (each Input).self)))
        }
    }

    /// A task with an `async` body.
    @_disfavoredOverload
    public func task<each Input: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ inputs: repeat Value<each Input>,
        run body: @escaping @Sendable (repeat each Input) async throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), arguments(repeat each inputs),
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                var index = 0
                return try .written(try await body(repeat try inputs.next(&index, as: (each Input).self)))
            })
    }

    /// A pure function inside the engine: the same inputs must give the same result, on every node, for ever. Takes no time.
    @_disfavoredOverload
    public func transform<each Input: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ inputs: repeat Value<each Input>,
        run body: @escaping @Sendable (repeat each Input) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, arguments(repeat each inputs), at: Place(file: file, line: line)) {
            inputs, output in
            var index = 0
            try output.write(try body(repeat try inputs.next(&index, as: (each Input).self)))
        }
    }

    /// A task without result.
    @_disfavoredOverload
    public func perform<each Input: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ inputs: repeat Value<each Input>,
        run body: @escaping @Sendable (repeat each Input) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), arguments(repeat each inputs),
            at: Place(file: file, line: line)
        ) { inputs, output in
            var index = 0
            try body(repeat try inputs.next(&index, as: (each Input).self))
            try output.write(Nothing())
        }
    }

    /// A task without result, with an `async` body.
    @_disfavoredOverload
    public func perform<each Input: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ inputs: repeat Value<each Input>,
        run body: @escaping @Sendable (repeat each Input) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), arguments(repeat each inputs),
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                var index = 0
                try await body(repeat try inputs.next(&index, as: (each Input).self))
                return try .written(Nothing())
            })
    }

    private func arguments<each T>(_ values: repeat Value<each T>) -> [StepArgument] {
        var all: [StepArgument] = []
        repeat all.append((each values).input)
        return all
    }
}
