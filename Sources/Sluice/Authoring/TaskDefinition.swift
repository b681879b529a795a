internal import SluiceKernel

/// A task under a name of its own, which several workflows share: `flow.run(definition, a, b)`.
///
/// With a single input that is no optional, an absent one gives an absent result without running the body. Its attempts run in
/// the nodes of the program, or go to remote workers where it names a queue.
public struct TaskDefinition<Output: Codable & Sendable, each Input: Codable & Sendable>: Sendable {
    /// 1-100 bytes of `[A-Za-z0-9_.-]`; names the same body on every node.
    public let name: String
    /// For steps that do not say otherwise.
    public let retry: RetryPolicy
    public let timeout: Duration
    public let deadline: Duration?
    /// How many attempts may run at once on a node.
    public let concurrency: Int
    /// Where remote workers find the attempts; nil: the nodes run them.
    public let queue: String?
    /// How long a worker may be silent from its first heartbeat on; nil: as long as `timeout`.
    public let heartbeat: Duration?
    let place: Place
    /// nil: of a queue.
    let body: ErasedBody?
    /// Whether an absent input is not given to the worker: the step is skipped.
    let skipsAbsence: Bool

    public init(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        concurrency: Int = 64, run body: @escaping @Sendable (repeat each Input) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) {
        self.name = name
        self.retry = retry
        self.timeout = timeout
        self.deadline = deadline
        self.concurrency = concurrency
        queue = nil
        heartbeat = nil
        skipsAbsence = false
        place = Place(file: file, line: line)
        let lifts = Self.lifts
        self.body = .synchronous { inputs, output in
            if lifts && inputs[0].elementsEqual(JSONCoding.null) { return output.writeNull() }
            var index = 0
            try output.write(try body(repeat try inputs.next(&index, as: (each Input).self)))
        }
    }

    public init(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        concurrency: Int = 64, run body: @escaping @Sendable (repeat each Input) async throws -> Output,
        file: String = #fileID, line: Int = #line
    ) {
        self.name = name
        self.retry = retry
        self.timeout = timeout
        self.deadline = deadline
        self.concurrency = concurrency
        queue = nil
        heartbeat = nil
        skipsAbsence = false
        place = Place(file: file, line: line)
        let lifts = Self.lifts
        self.body = .asynchronous { inputs in
            if lifts && inputs[0].elementsEqual(JSONCoding.null) { return JSONCoding.null }
            var index = 0
            return try .written(try await body(repeat try inputs.next(&index, as: (each Input).self)))
        }
    }

    /// A task whose attempts go to the remote workers of a queue, which give back an `Output` as JSON. A worker is given one input
    /// as it is, and several as an array.
    ///
    /// - Parameters:
    ///   - queue: 1-100 bytes of `[A-Za-z0-9_.-]`.
    ///   - timeout: from an attempt's being in the queue on; each heartbeat of its worker begins it anew.
    ///   - heartbeat: takes the place of `timeout` from the first heartbeat on.
    public init(
        _ name: String, queue: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60),
        heartbeat: Duration? = nil, deadline: Duration? = nil, file: String = #fileID, line: Int = #line
    ) {
        self.name = name
        self.retry = retry
        self.timeout = timeout
        self.deadline = deadline
        self.queue = queue
        self.heartbeat = heartbeat
        concurrency = 1
        skipsAbsence = Self.lifts
        place = Place(file: file, line: line)
        body = nil
    }

    /// Whether there is one input, and it cannot be absent.
    private static var lifts: Bool {
        var count = 0
        var takesAbsence = false
        for type in repeat (each Input).self {
            count += 1
            if type is any AnyOptional.Type { takesAbsence = true }
        }
        return count == 1 && !takesAbsence
    }
}
