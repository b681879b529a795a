extension Flow {
    /// The first of the two that is there, where it is sure that one is: made in `when` and `unless` of the same condition, or
    /// from the two values of a signal with a timeout, or `second` always there. Checked when the workflow is registered.
    ///
    /// - Parameter name: of the step; by default `<first>-or-<second>`.
    public func either<T: Codable & Sendable>(
        _ first: Value<T?>, _ second: Value<T?>, as name: String? = nil, file: String = #fileID, line: Int = #line
    ) -> Value<T> {
        Value(
            recorder.first(name, of: [first.input, second.input], mustSettle: true, at: Place(file: file, line: line)))
    }

    /// `first`, or `second` where `first` is absent.
    public func either<T: Codable & Sendable>(
        _ first: Value<T?>, _ second: Value<T>, as name: String? = nil, file: String = #fileID, line: Int = #line
    ) -> Value<T> {
        Value(
            recorder.first(name, of: [first.input, second.input], mustSettle: true, at: Place(file: file, line: line)))
    }

    /// The first, in this order, that is there; absent when none is.
    ///
    /// - Parameter name: of the step; by default the names of the values joined by `-or-`.
    public func first<T: Codable & Sendable>(
        of values: Value<T?>..., as name: String? = nil, file: String = #fileID, line: Int = #line
    ) -> Value<T?> {
        Value(recorder.first(name, of: values.map(\.input), mustSettle: false, at: Place(file: file, line: line)))
    }

    /// Says that nothing uses these values on purpose: they are there to be read from the instance.
    public func keep<each T: Codable & Sendable>(
        _ values: repeat Value<each T>, file: String = #fileID, line: Int = #line
    ) {
        var arguments: [StepArgument] = []
        repeat arguments.append((each values).input)
        recorder.keep(arguments, at: Place(file: file, line: line))
    }
}
