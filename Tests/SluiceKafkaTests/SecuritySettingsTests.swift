import Glibc
import SluiceEngine
import Testing

@testable import SluiceKafka

/// What is refused before a broker is asked for: combinations that mean nothing, and secrets in the wrong place.
@Suite struct SecuritySettingsTests {
    private func refusal(_ change: (inout KafkaSettings) -> Void) -> String {
        var settings = KafkaSettings(
            bootstrap: "127.0.0.1:1", application: "refused", shape: LogShape(partitions: 1, slots: 1))
        change(&settings)
        do throws(LogError) {
            _ = try settings.prepared()
            return "taken"
        } catch {
            #expect(error.code == .invalidSettings)
            return error.message
        }
    }

    @Test func `what is contradictory is refused by name`() {
        #expect(refusal { $0.security.authorities = "ca.pem" }.contains("kafka.tls_ca is set and kafka.tls is false"))
        #expect(
            refusal {
                $0.security.isEncrypted = true
                $0.security.certificate = "a.pem"
            }.contains("kafka.tls_certificate is set without kafka.tls_key"))
        #expect(
            refusal {
                $0.security.isEncrypted = true
                $0.security.keyPassword = "env:A"
            }.contains("kafka.tls_key_password is set without kafka.tls_key"))
        #expect(refusal { $0.security.username = "a" }.contains("without kafka.sasl_mechanism"))
        #expect(refusal { $0.security.mechanism = "GSSAPI" }.contains("it takes PLAIN, SCRAM-SHA-256, SCRAM-SHA-512"))
        #expect(refusal { $0.security.mechanism = "PLAIN" }.contains("it needs kafka.sasl_username"))
        #expect(refusal { $0.replication = 1 }.contains("--single-broker"))
        #expect(refusal { _ in } == "taken")
    }

    @Test(arguments: [
        ("sasl.password", "kafka.sasl_password"), ("ssl.key.pem", "kafka.tls_key"),
        ("enable.idempotence", "exactly once"), ("isolation.level", "exactly once"), ("acks", "exactly once"),
    ])
    func `what has a setting or is not to be changed is not passed through`(name: String, words: String) {
        let refusal = refusal { $0.properties[name] = "anything" }
        #expect(refusal.contains(name) && refusal.contains(words), "\(refusal)")
    }

    @Test func `a secret that stands in the settings is refused and not repeated`() {
        func refusal(_ reference: String) -> String {
            self.refusal {
                $0.security.mechanism = "PLAIN"
                $0.security.username = "a"
                $0.security.password = reference
            }
        }
        #expect(refusal("hunter2").contains("kafka.sasl_password takes file:PATH or env:NAME"))
        #expect(!refusal("hunter2").contains("hunter2"))
        #expect(
            refusal("file:/nowhere/password") == "kafka.sasl_password: /nowhere/password: No such file or directory")
        #expect(refusal("env:SLUICE_NOT_SET").contains("the environment variable SLUICE_NOT_SET is not set"))
    }

    @Test func `an end of line is no part of a secret in a file`() throws {
        let path = "/tmp/sluice-secret-\(getpid())"
        defer { unlink(path) }
        for (written, read) in [("a b\n", "a b"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("a", "a")] {
            try TextFile.write(written, to: path)
            #expect(try Secret(reference: "file:\(path)", of: "x").text == read)
        }
        try TextFile.write("\n", to: path)
        #expect(throws: LogError.self) { _ = try Secret(reference: "file:\(path)", of: "x") }
    }
}
