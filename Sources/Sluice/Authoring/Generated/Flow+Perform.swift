// Written by scripts/generate-arities.py; change that.

extension Flow {
    public func perform<A: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>,
        run body: @escaping @Sendable (A) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let a = try inputs.read(0, as: A.self)
            try body(a)
            try output.write(Nothing())
        }
    }

    public func perform<A: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>,
        run body: @escaping @Sendable (A) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input],
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                let a = try inputs.read(0, as: A.self)
                try await body(a)
                return try .written(Nothing())
            })
    }

    public func perform<A: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, ifPresent a: Value<A?>,
        run body: @escaping @Sendable (A) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            guard let a = try inputs.read(0, as: A?.self) else { return output.writeNull() }
            try body(a)
            try output.write(Nothing())
        }
    }

    public func perform<A: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, ifPresent a: Value<A?>,
        run body: @escaping @Sendable (A) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input],
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                guard let a = try inputs.read(0, as: A?.self) else { return JSONCoding.null }
                try await body(a)
                return try .written(Nothing())
            })
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>,
        run body: @escaping @Sendable (A, B) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b) = (try inputs.read(0, as: A.self), try inputs.read(1, as: B.self))
            try body(a, b)
            try output.write(Nothing())
        }
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>,
        run body: @escaping @Sendable (A, B) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input],
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                let (a, b) = (try inputs.read(0, as: A.self), try inputs.read(1, as: B.self))
                try await body(a, b)
                return try .written(Nothing())
            })
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        run body: @escaping @Sendable (A, B, C) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input, c.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self)
            )
            try body(a, b, c)
            try output.write(Nothing())
        }
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        run body: @escaping @Sendable (A, B, C) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input, c.input],
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                let (a, b, c) = (
                    try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self)
                )
                try await body(a, b, c)
                return try .written(Nothing())
            })
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>,
        run body: @escaping @Sendable (A, B, C, D) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input, c.input, d.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self)
            )
            try body(a, b, c, d)
            try output.write(Nothing())
        }
    }

    public func perform<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable>(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>,
        run body: @escaping @Sendable (A, B, C, D) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency), [a.input, b.input, c.input, d.input],
            at: Place(file: file, line: line),
            asynchronous: { inputs in
                let (a, b, c, d) = (
                    try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                    try inputs.read(3, as: D.self)
                )
                try await body(a, b, c, d)
                return try .written(Nothing())
            })
    }

    public func perform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable
    >(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>,
        run body: @escaping @Sendable (A, B, C, D, E) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency),
            [a.input, b.input, c.input, d.input, e.input], at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self), try inputs.read(4, as: E.self)
            )
            try body(a, b, c, d, e)
            try output.write(Nothing())
        }
    }

    public func perform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable
    >(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>,
        run body: @escaping @Sendable (A, B, C, D, E) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency),
            [a.input, b.input, c.input, d.input, e.input], at: Place(file: file, line: line),
            asynchronous: { inputs in
                let (a, b, c, d, e) = (
                    try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                    try inputs.read(3, as: D.self), try inputs.read(4, as: E.self)
                )
                try await body(a, b, c, d, e)
                return try .written(Nothing())
            })
    }

    public func perform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable
    >(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>, _ f: Value<F>,
        run body: @escaping @Sendable (A, B, C, D, E, F) throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency),
            [a.input, b.input, c.input, d.input, e.input, f.input], at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e, f) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self), try inputs.read(4, as: E.self), try inputs.read(5, as: F.self)
            )
            try body(a, b, c, d, e, f)
            try output.write(Nothing())
        }
    }

    public func perform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable
    >(
        _ name: String, retry: RetryPolicy = .standard, timeout: Duration = .seconds(60), deadline: Duration? = nil,
        onFailure: FailurePolicy = .sideline, concurrency: Int = 64, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>, _ f: Value<F>,
        run body: @escaping @Sendable (A, B, C, D, E, F) async throws -> Void,
        file: String = #fileID, line: Int = #line
    ) {
        sink(
            TaskOptions(name, retry, timeout, deadline, onFailure, concurrency),
            [a.input, b.input, c.input, d.input, e.input, f.input], at: Place(file: file, line: line),
            asynchronous: { inputs in
                let (a, b, c, d, e, f) = (
                    try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                    try inputs.read(3, as: D.self), try inputs.read(4, as: E.self), try inputs.read(5, as: F.self)
                )
                try await body(a, b, c, d, e, f)
                return try .written(Nothing())
            })
    }
}
