// Written by scripts/generate-arities.py; change that.

extension Flow {
    public func run<A: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(definition, name, retry, onFailure, [a.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(definition, name, retry, onFailure, [a.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(definition, name, retry, onFailure, [a.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, B: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A, B>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(definition, name, retry, onFailure, [a.input, b.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, B: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A?, B?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(definition, name, retry, onFailure, [a.input, b.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A, B, C>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(definition, name, retry, onFailure, [a.input, b.input, c.input], at: Place(file: file, line: line))
    }

    public func run<A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, Output: Codable & Sendable>(
        _ definition: TaskDefinition<Output, A?, B?, C?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(definition, name, retry, onFailure, [a.input, b.input, c.input], at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A, B, C, D>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>, _ d: Value<D>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input], at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A?, B?, C?, D?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>, _ d: Value<D?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input], at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A, B, C, D, E>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>, _ d: Value<D>, _ e: Value<E>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input, e.input],
            at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A?, B?, C?, D?, E?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>, _ d: Value<D?>,
        _ e: Value<E?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input, e.input],
            at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable, Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A, B, C, D, E, F>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>, _ d: Value<D>, _ e: Value<E>,
        _ f: Value<F>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input, e.input, f.input],
            at: Place(file: file, line: line))
    }

    public func run<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable, Output: Codable & Sendable
    >(
        _ definition: TaskDefinition<Output, A?, B?, C?, D?, E?, F?>, as name: String? = nil, retry: RetryPolicy? = nil,
        onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>, _ d: Value<D?>,
        _ e: Value<E?>, _ f: Value<F?>,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            definition, name, retry, onFailure, [a.input, b.input, c.input, d.input, e.input, f.input],
            at: Place(file: file, line: line))
    }
}
