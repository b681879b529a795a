import SluiceEngine

/// Settings of librdkafka that are handed to it as they are: which of them are not the operator's to set.
enum PassedProperties {
    /// What exactly once rests on.
    private static let ours: Set<String> = [
        "acks", "request.required.acks", "auto.offset.reset", "bootstrap.servers", "metadata.broker.list",
        "delivery.timeout.ms", "message.timeout.ms", "enable.auto.commit", "enable.auto.offset.store",
        "enable.gapless.guarantee", "enable.idempotence", "enable.partition.eof", "group.id", "group.instance.id",
        "group.protocol.type", "isolation.level", "max.in.flight", "max.in.flight.requests.per.connection",
        "message.send.max.retries", "retries", "partition.assignment.strategy", "queuing.strategy",
        "transactional.id", "transaction.timeout.ms", "session.timeout.ms", "client.rack",
    ]

    /// What has a setting of its own.
    private static let named: [String: String] = [
        "security.protocol": "kafka.tls and kafka.sasl_mechanism", "sasl.mechanism": "kafka.sasl_mechanism",
        "sasl.mechanisms": "kafka.sasl_mechanism", "sasl.username": "kafka.sasl_username",
        "sasl.password": "kafka.sasl_password", "ssl.ca.location": "kafka.tls_ca", "ssl.ca.pem": "kafka.tls_ca",
        "ssl.certificate.location": "kafka.tls_certificate", "ssl.certificate.pem": "kafka.tls_certificate",
        "ssl.key.location": "kafka.tls_key", "ssl.key.pem": "kafka.tls_key",
        "ssl.key.password": "kafka.tls_key_password", "ssl.keystore.location": "kafka.tls_certificate",
        "ssl.keystore.password": "kafka.tls_key_password", "enable.ssl.certificate.verification": "kafka.tls",
    ]

    /// - Throws: `invalid settings` with the property and what to set instead.
    static func check(_ properties: [String: String]) throws(LogError) {
        for name in properties.keys.sorted() {
            if let setting = named[name] {
                throw LogError(.invalidSettings, "kafka.properties has \(name): set \(setting) instead")
            }
            if ours.contains(name) {
                throw LogError(
                    .invalidSettings,
                    "kafka.properties has \(name), which exactly once rests on: take it away, Sluice sets it")
            }
        }
    }
}
