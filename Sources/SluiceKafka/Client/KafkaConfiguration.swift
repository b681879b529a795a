import CRdKafka

/// Settings of one client, by librdkafka's names.
struct KafkaConfiguration: Sendable {
    private(set) var values: [(name: String, value: String)]
    /// Set behind `values`, and told to nobody but librdkafka, which prints them as redacted.
    private var secrets: [(name: String, secret: Secret)] = []

    init(_ values: KeyValuePairs<String, String>) { self.values = values.map { ($0.key, $0.value) } }

    mutating func set(_ credentials: Credentials) {
        for (name, value) in credentials.values { set(name, value) }
        secrets += credentials.secrets
    }

    /// Sets what may be set already.
    mutating func set(_ name: String, _ value: String) {
        values.removeAll { $0.name == name }
        values.append((name, value))
    }

    func with(_ others: KeyValuePairs<String, String>) -> KafkaConfiguration {
        var copy = self
        for (name, value) in others { copy.set(name, value) }
        return copy
    }

    /// The C object, with the callbacks of `context`. Whoever makes a client of it no longer owns it.
    func make(_ context: ClientContext) throws(KafkaError) -> OpaquePointer {
        let configuration = rd_kafka_conf_new()!
        var words = [CChar](repeating: 0, count: 512)
        for (name, value) in values
        where rd_kafka_conf_set(configuration, name, value, &words, words.count) != RD_KAFKA_CONF_OK {
            rd_kafka_conf_destroy(configuration)
            let reason = words.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, "setting \(name)=\(value): \(reason)")
        }
        for (name, secret) in secrets
        where rd_kafka_conf_set(configuration, name, secret.text, &words, words.count) != RD_KAFKA_CONF_OK {
            rd_kafka_conf_destroy(configuration)
            // Its words may quote the value.
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, "setting \(name): librdkafka does not take its value")
        }
        context.register(on: configuration)
        return configuration
    }
}
