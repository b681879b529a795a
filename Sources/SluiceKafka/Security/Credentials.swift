/// What librdkafka is told of ``KafkaSecurity``, by its names.
struct Credentials: Sendable {
    var values: [(name: String, value: String)]
    var secrets: [(name: String, secret: Secret)] = []
}
