import CRdKafka
import SluiceEngine
import Synchronization

/// What librdkafka calls back into: the opaque of one client.
///
/// The hooks are set before the client is made and called on the thread that polls it.
final class ClientContext: @unchecked Sendable {
    // The hooks never change once the client exists; what the callbacks note is behind `noted`.
    let name: String
    let sink: any LogSink
    var onDelivery: ((UnsafePointer<rd_kafka_message_t>) -> Void)?
    var onRebalance: ((_ isAssignment: Bool) -> Void)?

    private struct Noted {
        var fatal: KafkaError?
        var authentication: KafkaError?
        var last: KafkaError?
        /// The connection to the transaction coordinator was lost.
        var coordinatorLost = false
    }

    private let noted = Mutex(Noted())

    init(name: String, sink: any LogSink) {
        self.name = name
        self.sink = sink
    }

    /// The error after which the client is of no use.
    var fatal: KafkaError? { noted.withLock { $0.fatal } }
    /// Told here and nowhere else: calls merely time out.
    var authentication: KafkaError? { noted.withLock { $0.authentication } }
    /// The last thing that was reported, for messages.
    var last: KafkaError? { noted.withLock { $0.last } }

    /// Whether the connection to the transaction coordinator was lost since this was last asked.
    func takeCoordinatorLost() -> Bool {
        noted.withLock { noted in
            defer { noted.coordinatorLost = false }
            return noted.coordinatorLost
        }
    }

    func register(on configuration: OpaquePointer) {
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
        rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
            guard let opaque else { return }
            let words = reason.map { String(cString: $0) } ?? ""
            ClientContext.from(opaque).heard(rd_kafka_resp_err_t(code), words, client)
        }
        rd_kafka_conf_set_log_cb(configuration) { client, level, facility, words in
            guard let client, let opaque = rd_kafka_opaque(client), let facility, let words else { return }
            ClientContext.from(opaque).log(level, String(cString: facility), String(cString: words))
        }
        if onDelivery != nil {
            rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
                guard let opaque, let message else { return }
                ClientContext.from(opaque).onDelivery?(message)
            }
        }
        if onRebalance != nil {
            rd_kafka_conf_set_rebalance_cb(configuration) { _, code, _, opaque in
                guard let opaque else { return }
                ClientContext.from(opaque).onRebalance?(code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
            }
        }
    }

    private static func from(_ opaque: UnsafeMutableRawPointer) -> ClientContext {
        Unmanaged<ClientContext>.fromOpaque(opaque).takeUnretainedValue()
    }

    private func heard(_ code: rd_kafka_resp_err_t, _ words: String, _ client: OpaquePointer?) {
        var error = KafkaError(code, words)
        if code == RD_KAFKA_RESP_ERR__FATAL, let client {
            var reason = [CChar](repeating: 0, count: 512)
            let actual = rd_kafka_fatal_error(client, &reason, reason.count)
            error = KafkaError(actual, reason.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
            error.isFatal = true
        }
        noted.withLock { noted in
            noted.last = error
            if error.isFatal { noted.fatal = error }
            if code == RD_KAFKA_RESP_ERR__AUTHENTICATION { noted.authentication = error }
            if code == RD_KAFKA_RESP_ERR__TRANSPORT && words.contains("TxnCoordinator") { noted.coordinatorLost = true }
        }
        sink.log(error.isFatal ? .error : .warning, "kafka client", [("client", name), ("error", "\(error)")])
    }

    private func log(_ level: Int32, _ facility: String, _ words: String) {
        sink.log(
            level <= 3 ? .warning : .debug, "librdkafka", [("client", name), ("facility", facility), ("line", words)])
    }
}
