import CRdKafka

/// Codes of the protocol, which are those of librdkafka.
enum WireError {
    static let none: Int16 = 0
    static let transactionalIDNotFound: Int16 = 105
    static let groupAuthorizationFailed: Int16 = 30
    static let clusterAuthorizationFailed: Int16 = 31
    static let transactionalIDAuthorizationFailed: Int16 = 53

    static func name(_ code: Int16) -> String { String(cString: rd_kafka_err2str(rd_kafka_resp_err_t(Int32(code)))) }
}
