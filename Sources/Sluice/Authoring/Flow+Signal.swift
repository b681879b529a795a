extension Flow {
    /// Waits for the signal `name`; the first one that arrives gives the value, also when it came before this step was reached.
    public func signal<T: Codable & Sendable>(
        _ name: String, of type: T.Type = T.self, file: String = #fileID, line: Int = #line
    ) -> Value<T> {
        Value(recorder.signal(name, timeout: nil, at: Place(file: file, line: line)))
    }

    /// Waits for the signal `name`, at most for `timeout`: exactly one of the two values is there in the end.
    ///
    /// - Parameter timeout: from the step being reached, by the clock of the log; from 1 ms.
    public func signal<T: Codable & Sendable>(
        _ name: String, of type: T.Type = T.self, timeout: Duration, file: String = #fileID, line: Int = #line
    ) -> (received: Value<T?>, timedOut: Value<Nothing?>) {
        let made = recorder.signal(name, timeout: timeout, at: Place(file: file, line: line))
        var timedOut = made
        timedOut.origin = .timeout(of: made.stepIndex)
        return (Value(made), Value(timedOut))
    }
}
