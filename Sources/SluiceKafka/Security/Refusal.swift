import CRdKafka
import SluiceEngine
import Synchronization

/// A broker that does not let us in, or that we do not trust: how it shows, and what to say beyond the broker's words.
enum Refusal {
    /// A broker of TLS 1.3 turns our certificate down only after the handshake: that looks like a lost connection.
    static func isTold(by code: rd_kafka_resp_err_t, _ words: String) -> Bool {
        code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL
            || code == RD_KAFKA_RESP_ERR__TRANSPORT && words.contains("SSL alert number")
    }

    static func hint(_ code: rd_kafka_resp_err_t, _ words: String) -> String {
        switch code {
        case RD_KAFKA_RESP_ERR__AUTHENTICATION where words.contains("SCRAM") && rd_kafka_version() < repaired:
            "; a wrong user name or password, or brokers of Kafka 4: these refuse SCRAM of librdkafka "
                + "\(String(cString: rd_kafka_version_str())) whatever the password (2.6.1 mends it): there take PLAIN over "
                + "TLS or a certificate"
        case RD_KAFKA_RESP_ERR__TRANSPORT where words.contains("SSL alert number"):
            "; the broker does not take our certificate: it is missing, has expired, or another authority signed it "
                + "(kafka.tls_certificate)"
        case RD_KAFKA_RESP_ERR__SSL where words.contains("unexpected eof") || words.contains("wrong version number"):
            "; or this listener of the broker has no TLS (kafka.tls)"
        default: ""
        }
    }

    /// The release that no longer sends the client's nonce twice.
    private static let repaired: Int32 = 0x0206_0100

    /// A process has dozens of connections and one identity: when that is refused, one line in ten seconds tells.
    static func isAlarmDue() -> Bool {
        let now = Clock.monotonic()
        return lastAlarm.withLock { last in
            guard last == .min || now - last >= 10_000_000 else { return false }
            last = now
            return true
        }
    }

    private static let lastAlarm = Mutex(Int64.min)
}
