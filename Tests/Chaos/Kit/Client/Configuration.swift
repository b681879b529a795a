import CRdKafka

/// Makes a client of librdkafka from settings.
enum Configuration {
    /// - Parameter more: called before the client takes the settings over.
    static func client(
        _ type: rd_kafka_type_t, _ settings: [String: String], more: (OpaquePointer?) -> Void = { _ in }
    ) throws(ChaosError) -> OpaquePointer {
        let configuration = rd_kafka_conf_new()
        var words = [CChar](repeating: 0, count: 512)
        func reason() -> String { words.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } }
        for (name, value) in settings
        where rd_kafka_conf_set(configuration, name, value, &words, words.count) != RD_KAFKA_CONF_OK {
            rd_kafka_conf_destroy(configuration)
            throw ChaosError("\(name)=\(value): \(reason())")
        }
        // Nothing that a run waits out is worth a line: connections that are refused, and found again.
        rd_kafka_conf_set_log_cb(configuration, nil)
        more(configuration)
        guard let client = rd_kafka_new(type, configuration, &words, words.count) else {
            rd_kafka_conf_destroy(configuration)
            throw ChaosError("no client: \(reason())")
        }
        return client
    }
}
