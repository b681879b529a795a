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
        /// Why the brokers and we do not take each other, and when it was heard.
        var refusal: (error: KafkaError, time: Int64)?
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
    /// Why a broker does not let us in, or we do not trust it: told here and nowhere else, calls merely time out. While it
    /// lasts librdkafka says so every 30 s.
    var refusal: KafkaError? {
        let now = Clock.monotonic()
        return noted.withLock { noted in noted.refusal.flatMap { now - $0.time < 40_000_000 ? $0.error : nil } }
    }

    /// The same, once for each time that it is heard.
    func takeRefusal() -> KafkaError? {
        let refusal = refusal
        noted.withLock { $0.refusal = nil }
        return refusal
    }

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
        var error = KafkaError(code, words + Refusal.hint(code, words))
        if code == RD_KAFKA_RESP_ERR__FATAL, let client {
            var reason = [CChar](repeating: 0, count: 512)
            let actual = rd_kafka_fatal_error(client, &reason, reason.count)
            error = KafkaError(actual, reason.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
            error.isFatal = true
        }
        let isRefusal = Refusal.isTold(by: code, words)
        noted.withLock { noted in
            // That all are down says less than why one is.
            if noted.last == nil || code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN { noted.last = error }
            if error.isFatal { noted.fatal = error }
            if isRefusal { noted.refusal = (error, Clock.monotonic()) }
            if code == RD_KAFKA_RESP_ERR__TRANSPORT && words.contains("TxnCoordinator") { noted.coordinatorLost = true }
        }
        if isRefusal, Refusal.isAlarmDue() {
            sink.log(
                .error, "the brokers do not let us in: nothing is read or written until they do",
                [("client", name), ("error", "\(error)")])
        } else {
            sink.log(
                error.isFatal ? .error : isRefusal ? .debug : .warning, "kafka client",
                [("client", name), ("error", "\(error)")])
        }
    }

    private func log(_ level: Int32, _ facility: String, _ words: String) {
        // Why a connection failed is said here in some cases, and nowhere else.
        if facility == "FAIL" { noted.withLock { $0.last = KafkaError(RD_KAFKA_RESP_ERR__TRANSPORT, words) } }
        sink.log(
            level <= 3 ? .warning : .debug, "librdkafka", [("client", name), ("facility", facility), ("line", words)])
    }
}
