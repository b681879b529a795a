import Glibc
import TestCommand
import Testing

@testable import SluiceKafka

extension OnSecuredBroker {
    private func config(password: String) throws -> String {
        let reference = try secret(password, "of-the-file")
        let path = "\(broker.folder)/settings-\(password.utf8.count).yaml"
        try TextFile.write(
            """
            kafka:
              brokers: \(try broker.address(.saslTLS))
              application: from-a-file
              single_broker: true
              tls: true
              tls_ca: \(broker.certificates)/ca.pem
              sasl_mechanism: PLAIN
              sasl_username: nobody
              sasl_password: \(reference)

            """, to: path)
        return path
    }

    @Test func `a settings file says who we are, and the exit code whether that was believed`() throws {
        let known = try SluiceProcess.run(["doctor", "--config", try config(password: "of-nobody")])
        #expect(known.code == 1 && known.output.contains("Describe on topic from-a-file.events"), "\(known)")
        let asked = try SluiceProcess.run(["list", "--config", try config(password: "of-nobody")])
        #expect(asked.code == 77 && asked.errors.contains("Describe on topic from-a-file.events"), "\(asked)")
        let stranger = try SluiceProcess.run(["list", "--config", try config(password: "of-somebody")])
        #expect(stranger.code == 77 && stranger.errors.contains("Authentication failed"), "\(stranger)")
        #expect(!stranger.errors.contains("of-somebody"))
    }
}
