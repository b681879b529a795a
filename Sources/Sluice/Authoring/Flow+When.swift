extension Flow {
    /// Steps made in `body` run only where `condition` is true; outside, what they give may be absent.
    ///
    /// A condition that was itself skipped is neither true nor false.
    public func when<Condition: ConditionValue, T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> Value<T>
    ) -> Value<T?> {
        gated(condition, true, Place(file: file, line: line), body).orSkipped
    }

    /// The same for a body whose value may be absent already.
    public func when<Condition: ConditionValue, T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> Value<T?>
    ) -> Value<T?> {
        gated(condition, true, Place(file: file, line: line), body)
    }

    /// The same for a body that gives several values, or none.
    public func when<Condition: ConditionValue, each T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> (repeat Value<each T>)
    ) -> (repeat Value<(each T)?>) {
        gated(condition, true, Place(file: file, line: line), body)
    }

    /// Steps made in `body` run only where `condition` is false; outside, what they give may be absent.
    public func unless<Condition: ConditionValue, T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> Value<T>
    ) -> Value<T?> {
        gated(condition, false, Place(file: file, line: line), body).orSkipped
    }

    /// The same for a body whose value may be absent already.
    public func unless<Condition: ConditionValue, T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> Value<T?>
    ) -> Value<T?> {
        gated(condition, false, Place(file: file, line: line), body)
    }

    /// The same for a body that gives several values, or none.
    public func unless<Condition: ConditionValue, each T: Codable & Sendable>(
        _ condition: Value<Condition>, file: String = #fileID, line: Int = #line, _ body: () -> (repeat Value<each T>)
    ) -> (repeat Value<(each T)?>) {
        gated(condition, false, Place(file: file, line: line), body)
    }

    private func gated<Condition: ConditionValue, T: Codable & Sendable>(
        _ condition: Value<Condition>, _ opens: Bool, _ place: Place, _ body: () -> Value<T>
    ) -> Value<T> {
        recorder.gated(on: condition.input, opens: opens, at: place, body: body) { [$0.source] }
    }

    private func gated<Condition: ConditionValue, each T: Codable & Sendable>(
        _ condition: Value<Condition>, _ opens: Bool, _ place: Place, _ body: () -> (repeat Value<each T>)
    ) -> (repeat Value<(each T)?>) {
        let made = recorder.gated(on: condition.input, opens: opens, at: place, body: body) { made in
            var sources: [Source] = []
            repeat sources.append((each made).source)
            return sources
        }
        return (repeat (each made).orSkipped)
    }
}
