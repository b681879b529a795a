import CRdKafka

/// What librdkafka or a broker said: a code, its words, and what may be done about it.
struct KafkaError: Error, CustomStringConvertible, Sendable {
    let code: rd_kafka_resp_err_t
    let message: String
    /// The client is of no use any more.
    var isFatal = false
    /// The same call may succeed.
    var isRetriable = false
    /// The transaction must be aborted; the producer stays usable.
    var requiresAbort = false

    init(_ code: rd_kafka_resp_err_t, _ message: String? = nil) {
        self.code = code
        let words = String(cString: rd_kafka_err2str(code))
        self.message = message.map { "\($0) (\(words))" } ?? words
    }

    /// Takes over the error object that a transactional call returned; nil: the call succeeded.
    init?(taking error: OpaquePointer?, _ call: String) {
        guard let error else { return nil }
        defer { rd_kafka_error_destroy(error) }
        code = rd_kafka_error_code(error)
        message = "\(call): \(String(cString: rd_kafka_error_string(error)))"
        // Fenced counts as fatal however it is flagged: reference kafka-exactly-once 1.3.
        isFatal = rd_kafka_error_is_fatal(error) != 0 || code == RD_KAFKA_RESP_ERR__FENCED
        isRetriable = rd_kafka_error_is_retriable(error) != 0
        requiresAbort = rd_kafka_error_txn_requires_abort(error) != 0
    }

    /// A broker is away, or a leader is being found: it may well pass.
    var mayPass: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
            RD_KAFKA_RESP_ERR__RESOLVE, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
            true
        default: false
        }
    }

    /// A topic does not take our records: it is no topic, or we have no right to it.
    var concernsTopic: Bool {
        code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED || code == RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION
    }

    /// A topic or a partition of it is not known: it may not be there, or its leader is being found.
    var namesUnknown: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            true
        default: false
        }
    }

    /// A topic takes none of what is like this record, or one of those that were sent with it.
    var concernsRecord: Bool {
        switch code {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP,
            RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
            true
        default: false
        }
    }

    /// A record came to nothing because its transaction or its producer did.
    var isPurge: Bool { code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT }

    var name: String { String(cString: rd_kafka_err2name(code)) }

    var description: String { "\(message) [\(name)]" }
}
