extension Flow {
    /// Publishes `value` to a topic, as a CloudEvent with JSON data.
    ///
    /// - Parameters:
    ///   - topic: its whole name. It must be there; what it does not take is a dead letter, and the instance goes on.
    ///   - key: of the record; by default the instance id. Records of one key keep their order.
    ///   - type: `ce_type`; by default `<workflow>.<step>`.
    ///   - headers: beside those of CloudEvents; names do not begin with `ce_` or `sluice_`.
    @discardableResult
    public func publish<T: Codable & Sendable>(
        _ name: String, to topic: String, _ value: Value<T>, key: Value<String>? = nil, type: String? = nil,
        headers: KeyValuePairs<String, String> = [:], delivery: Delivery = .exactlyOnce,
        onFailure: FailurePolicy = .sideline, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing> {
        Value(
            recorder.publish(
                PublishOptions(name, topic, type, headers, delivery, onFailure), value.input, key: key?.input,
                at: Place(file: file, line: line)))
    }

    /// Publishes `value` where it is there; skipped with it. A value that is there and is `nil` is published as `null`.
    @discardableResult
    public func publish<T: Codable & Sendable>(
        _ name: String, to topic: String, _ value: Value<T?>, key: Value<String>? = nil, type: String? = nil,
        headers: KeyValuePairs<String, String> = [:], delivery: Delivery = .exactlyOnce,
        onFailure: FailurePolicy = .sideline, file: String = #fileID, line: Int = #line
    ) -> Value<Nothing?> {
        Value(
            recorder.publish(
                PublishOptions(name, topic, type, headers, delivery, onFailure), value.input, key: key?.input,
                at: Place(file: file, line: line)))
    }
}
