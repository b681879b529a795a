import CRdKafka
package import SluiceEngine

extension LogError.Code {
    /// The broker did not answer, or not in time.
    package static let unavailable = LogError.Code("unavailable")
    /// The broker does not know who we are, or does not let us.
    package static let denied = LogError.Code("denied")
    /// What was asked for cannot work, whatever the broker says.
    package static let invalidSettings = LogError.Code("invalid settings")
}

extension LogError {
    /// What an error of the client means to the engine.
    ///
    /// - Parameter rights: those that the call takes: told when one is missing. (The brokers do not say which.)
    init(_ error: KafkaError, _ place: String, needs rights: [KafkaRight] = []) {
        let code: Code
        switch error.code {
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, RD_KAFKA_RESP_ERR_PRODUCER_FENCED,
            RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
            RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION:
            code = .fenced
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            code = .denied
        case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: code = .outOfRange
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR__INVALID_ARG:
            code = .mismatch
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
            code = .unavailable
        default: code = .io
        }
        let isRefusal = Refusal.isTold(by: error.code, error.message)
        let lacking = rights.filter { $0.isMissing(after: error.code) }
        let needs = lacking.isEmpty ? "" : "; the principal needs \(lacking.joinedForMessage)"
        self.init(isRefusal ? .denied : code, "\(place): \(error)\(needs)")
    }
}
