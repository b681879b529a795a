internal import SluiceKernel

extension Flow {
    /// A task whose body reads and writes JSON bytes itself: the fastest, for bodies that need no types.
    ///
    /// - Parameters:
    ///   - value: what the body is given: the bytes of its JSON, valid during the call; `null` when absent.
    ///   - output: the type that other steps read the result as.
    ///   - body: returns one JSON value; what is none fails the attempt.
    public func task<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64,
        bytes value: Value<A>, as output: Output.Type = RawJSON.self,
        run body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> [UInt8],
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [value.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let json = try body(inputs[0])
            // The fold reads every result before it takes it, and fails the attempt if it is no JSON. None at all would
            // pass there for an empty object.
            if json.isEmpty { try output.write(RawJSON(json)) } else { output.append(contentsOf: json) }
        }
    }
}
