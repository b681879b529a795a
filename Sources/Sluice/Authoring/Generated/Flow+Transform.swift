// Written by scripts/generate-arities.py; change that.

extension Flow {
    public func transform<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>,
        run body: @escaping @Sendable (A) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, [a.input], at: Place(file: file, line: line)) { inputs, output in
            let a = try inputs.read(0, as: A.self)
            try output.write(try body(a))
        }
    }

    public func transform<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>,
        run body: @escaping @Sendable (A?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input], at: Place(file: file, line: line)) { inputs, output in
            let a = try inputs.read(0, as: A?.self)
            try output.write(try body(a))
        }
    }

    public func transform<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>,
        run body: @escaping @Sendable (A?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input], at: Place(file: file, line: line)) { inputs, output in
            let a = try inputs.read(0, as: A?.self)
            try output.write(try body(a))
        }
    }

    public func transform<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, ifPresent a: Value<A?>,
        run body: @escaping @Sendable (A) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input], at: Place(file: file, line: line)) { inputs, output in
            guard let a = try inputs.read(0, as: A?.self) else { return output.writeNull() }
            try output.write(try body(a))
        }
    }

    public func transform<A: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, ifPresent a: Value<A?>,
        run body: @escaping @Sendable (A) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input], at: Place(file: file, line: line)) { inputs, output in
            guard let a = try inputs.read(0, as: A?.self) else { return output.writeNull() }
            try output.write(try body(a))
        }
    }

    public func transform<A: Codable & Sendable, B: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>,
        run body: @escaping @Sendable (A, B) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, [a.input, b.input], at: Place(file: file, line: line)) { inputs, output in
            let (a, b) = (try inputs.read(0, as: A.self), try inputs.read(1, as: B.self))
            try output.write(try body(a, b))
        }
    }

    public func transform<A: Codable & Sendable, B: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>,
        run body: @escaping @Sendable (A?, B?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input], at: Place(file: file, line: line)) { inputs, output in
            let (a, b) = (try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self))
            try output.write(try body(a, b))
        }
    }

    public func transform<A: Codable & Sendable, B: Codable & Sendable, Output: Codable & Sendable>(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>,
        run body: @escaping @Sendable (A?, B?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input], at: Place(file: file, line: line)) { inputs, output in
            let (a, b) = (try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self))
            try output.write(try body(a, b))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        run body: @escaping @Sendable (A, B, C) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, [a.input, b.input, c.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self)
            )
            try output.write(try body(a, b, c))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        run body: @escaping @Sendable (A?, B?, C?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input, c.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self)
            )
            try output.write(try body(a, b, c))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        run body: @escaping @Sendable (A?, B?, C?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input, c.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self)
            )
            try output.write(try body(a, b, c))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>,
        run body: @escaping @Sendable (A, B, C, D) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(transform: name, onFailure, [a.input, b.input, c.input, d.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c, d) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self)
            )
            try output.write(try body(a, b, c, d))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>,
        run body: @escaping @Sendable (A?, B?, C?, D?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input, c.input, d.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c, d) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self)
            )
            try output.write(try body(a, b, c, d))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>,
        run body: @escaping @Sendable (A?, B?, C?, D?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(transform: name, onFailure, [a.input, b.input, c.input, d.input], at: Place(file: file, line: line)) {
            inputs, output in
            let (a, b, c, d) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self)
            )
            try output.write(try body(a, b, c, d))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>,
        run body: @escaping @Sendable (A, B, C, D, E) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input], at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self), try inputs.read(4, as: E.self)
            )
            try output.write(try body(a, b, c, d, e))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>, _ e: Value<E?>,
        run body: @escaping @Sendable (A?, B?, C?, D?, E?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input], at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self), try inputs.read(4, as: E?.self)
            )
            try output.write(try body(a, b, c, d, e))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>, _ e: Value<E?>,
        run body: @escaping @Sendable (A?, B?, C?, D?, E?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input], at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self), try inputs.read(4, as: E?.self)
            )
            try output.write(try body(a, b, c, d, e))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A>, _ b: Value<B>, _ c: Value<C>,
        _ d: Value<D>, _ e: Value<E>, _ f: Value<F>,
        run body: @escaping @Sendable (A, B, C, D, E, F) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input, f.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e, f) = (
                try inputs.read(0, as: A.self), try inputs.read(1, as: B.self), try inputs.read(2, as: C.self),
                try inputs.read(3, as: D.self), try inputs.read(4, as: E.self), try inputs.read(5, as: F.self)
            )
            try output.write(try body(a, b, c, d, e, f))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>, _ e: Value<E?>, _ f: Value<F?>,
        run body: @escaping @Sendable (A?, B?, C?, D?, E?, F?) throws -> Output,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input, f.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e, f) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self), try inputs.read(4, as: E?.self), try inputs.read(5, as: F?.self)
            )
            try output.write(try body(a, b, c, d, e, f))
        }
    }

    public func transform<
        A: Codable & Sendable, B: Codable & Sendable, C: Codable & Sendable, D: Codable & Sendable,
        E: Codable & Sendable, F: Codable & Sendable, Output: Codable & Sendable
    >(
        _ name: String, onFailure: FailurePolicy = .sideline, _ a: Value<A?>, _ b: Value<B?>, _ c: Value<C?>,
        _ d: Value<D?>, _ e: Value<E?>, _ f: Value<F?>,
        run body: @escaping @Sendable (A?, B?, C?, D?, E?, F?) throws -> Output?,
        file: String = #fileID, line: Int = #line
    ) -> Value<Output?> {
        record(
            transform: name, onFailure, [a.input, b.input, c.input, d.input, e.input, f.input],
            at: Place(file: file, line: line)
        ) { inputs, output in
            let (a, b, c, d, e, f) = (
                try inputs.read(0, as: A?.self), try inputs.read(1, as: B?.self), try inputs.read(2, as: C?.self),
                try inputs.read(3, as: D?.self), try inputs.read(4, as: E?.self), try inputs.read(5, as: F?.self)
            )
            try output.write(try body(a, b, c, d, e, f))
        }
    }
}
