import Glibc
import SluiceEngine
import Testing

@testable import SluiceKafka

extension OnSecuredBroker {
    /// Everything that is refused is refused long before patience ends.
    private static let soon: Int64 = 15_000

    /// The ways in, each with the rights of whoever it is: none. So the broker knows us, and shows us no topic.
    private func isKnown(_ settings: KafkaSettings) throws {
        let refusal = try refusal(settings)
        #expect(refusal.error.code == .denied)
        #expect(
            refusal.error.message.contains("the principal needs Describe on topic \(settings.application).events"),
            "\(refusal.error)")
    }

    @Test func `a user with a password gets in, with and without TLS`() throws {
        try isKnown(user("nobody", "ways"))
        try isKnown(user("nobody", "ways", .saslTLS))
    }

    @Test func `TLS without a name gets in`() throws {
        // Nobody in particular may do everything here: the application is looked for.
        #expect(try refusal(broker.settings(.tls, "ways")).error.code == .unavailable)
    }

    @Test func `a certificate gets in, its key encrypted or not`() throws {
        var settings = try broker.settings(.mutualTLS, "ways")
        settings.security.certificate = "\(broker.certificates)/node.pem"
        settings.security.key = "file:\(broker.certificates)/node.key"
        try isKnown(settings)
        settings.security.key = "file:\(broker.certificates)/node-encrypted.key"
        settings.security.keyPassword = try secret("of-the-key")
        try isKnown(settings)
        settings.security.keyPassword = try secret("of-another-key")
        let wrong = try refusal(settings)
        #expect(!wrong.error.message.contains("of-another-key"))
        #expect(wrong.error.message.contains("maybe wrong password"), "\(wrong.error)")
    }

    @Test func `a wrong password ends the start with the words of the broker, and is told nowhere`() throws {
        let log = RecordingLog()
        var settings = try user("node", "wrong", password: "not-the-password")
        settings.properties["debug"] = "all"
        let refusal = try refusal(settings, sink: log)
        #expect(refusal.error.code == .denied)
        #expect(refusal.error.message.contains("Authentication failed"), "\(refusal.error)")
        #expect(refusal.milliseconds < OnSecuredBroker.soon)
        #expect(log.lines.contains { $0.hasPrefix("error the brokers do not let us in") })
        #expect(
            log.lines.contains { $0.contains("sasl.password = [redacted]") }, "librdkafka did not print its settings")
        for line in log.lines + ["\(refusal.error)", "\(try settings.prepared())"] {
            #expect(!line.contains("not-the-password"))
        }
    }

    @Test func `no text that librdkafka prints has the key of a certificate`() throws {
        let log = RecordingLog()
        var settings = try broker.settings(.mutualTLS, "wrong")
        settings.security.certificate = "\(broker.certificates)/node.pem"
        settings.security.key = "file:\(broker.certificates)/node-encrypted.key"
        settings.security.keyPassword = try secret("of-the-key")
        settings.properties["debug"] = "all"
        _ = try refusal(settings, sink: log)
        #expect(log.lines.contains { $0.contains("ssl.key.pem = [redacted]") })
        #expect(!log.lines.contains { $0.contains("PRIVATE KEY") || $0.contains("of-the-key") })
        #expect(!"\(try settings.prepared())".contains("PRIVATE KEY"))
    }

    @Test func `a broker that another authority signed is refused`() throws {
        var settings = try broker.settings(.tls, "wrong")
        settings.security.authorities = "\(broker.certificates)/stranger.pem"
        let refusal = try refusal(settings)
        #expect(refusal.error.code == .denied)
        #expect(refusal.error.message.contains("certificate verify failed"), "\(refusal.error)")
        #expect(refusal.milliseconds < OnSecuredBroker.soon)
    }

    @Test func `a certificate that is missing or expired is refused with the reason`() throws {
        var settings = try broker.settings(.mutualTLS, "wrong")
        let missing = try refusal(settings)
        settings.security.certificate = "\(broker.certificates)/expired.pem"
        settings.security.key = "file:\(broker.certificates)/expired.key"
        let expired = try refusal(settings)
        for refusal in [missing, expired] {
            #expect(refusal.error.code == .denied)
            #expect(refusal.error.message.contains("does not take our certificate"), "\(refusal.error)")
            #expect(refusal.milliseconds < OnSecuredBroker.soon)
        }
    }

    @Test func `the wrong kind of connection says what to look at`() throws {
        var settings = try broker.settings(.tls, "wrong")
        settings.patience = 3_000
        settings.security = KafkaSecurity()
        let plain = try refusal(settings)
        #expect(plain.error.message.contains("security.protocol"), "\(plain.error)")
        var encrypted = try broker.settings(.plain, "wrong")
        encrypted.security.isEncrypted = true
        encrypted.security.authorities = "\(broker.certificates)/ca.pem"
        let other = try refusal(encrypted)
        #expect(other.error.message.contains("this listener of the broker has no TLS"), "\(other.error)")
    }

    @Test func `SCRAM is refused by brokers of Kafka 4, and the reason is told`() throws {
        var settings = try user("scram", "scram")
        settings.security.mechanism = "SCRAM-SHA-256"
        let refusal = try refusal(settings)
        #expect(refusal.error.code == .denied)
        #expect(refusal.error.message.contains("brokers of Kafka 4"), "\(refusal.error)")
    }

    @Test(.enabled(if: SecuredBroker.old.isAvailable, "set KAFKA_HOME_3 to an unpacked Kafka 3.9.2"))
    func `SCRAM works with brokers of Kafka 3`() throws {
        for mechanism in ["SCRAM-SHA-256", "SCRAM-SHA-512"] {
            var settings = try SecuredBroker.old.settings(.sasl, "scram")
            settings.security.mechanism = mechanism
            settings.security.username = "scram"
            settings.security.password = "env:SLUICE_TEST_SCRAM"
            setenv("SLUICE_TEST_SCRAM", "of-scram", 1)
            try isKnown(settings)
        }
    }

    @Test func `a password that ceases to hold is an alarm, not an end`() throws {
        let log = RecordingLog()
        let settings = try user("node", "rotated", password: "of-yesterday").prepared()
        let producer = try RecordProducer(
            name: "events", settings.gaplessProducer(), topics: [.events: settings.name(of: .events)], sink: log)
        defer { producer.close() }
        let deadline = Clock.monotonic() + 15_000_000
        while !log.lines.contains(where: { $0.hasPrefix("error the brokers do not let us in") }) {
            try #require(Clock.monotonic() < deadline, "\(log.lines)")
            Latch().wait(microseconds: 10_000)
        }
    }
}
