extension Flow {
    /// Waits for `duration` from the start of the instance (under a condition: from its being true), by the clock of the log.
    public func timer(
        _ name: String, _ duration: Duration, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing> {
        Value(recorder.timer(name, after: nil, duration, at: Place(file: file, line: line)))
    }

    /// Waits for `duration` from `value` being there, by the clock of the log.
    public func timer<T>(
        _ name: String, after value: Value<T>, _ duration: Duration, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing> {
        Value(recorder.timer(name, after: value.input, duration, at: Place(file: file, line: line)))
    }

    /// Waits for `duration` from `value` being there; skipped with it.
    public func timer<T>(
        _ name: String, after value: Value<T?>, _ duration: Duration, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing?> {
        Value(recorder.timer(name, after: value.input, duration, at: Place(file: file, line: line)))
    }

    /// Waits until the time that `instant` gives: a `Date`, or a `String` in RFC 3339 such as `2026-01-31T08:00:00Z`. A time
    /// that has passed does not wait.
    public func timer<T: InstantValue>(
        _ name: String, until instant: Value<T>, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing> {
        Value(recorder.timer(name, until: instant.input, at: Place(file: file, line: line)))
    }

    /// Waits until the time that `instant` gives; skipped with it.
    public func timer<T: InstantValue>(
        _ name: String, until instant: Value<T?>, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing?> {
        Value(recorder.timer(name, until: instant.input, at: Place(file: file, line: line)))
    }
}
