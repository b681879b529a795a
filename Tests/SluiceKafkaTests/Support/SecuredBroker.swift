import Glibc
import SluiceEngine
import SluiceKafka
import Synchronization
import TestFolders

/// A broker with a listener of each kind and an authorizer, started with the first test that asks and gone with the run.
///
/// Users of PLAIN are `node`, `client`, `worker` and `nobody`, each with the password `of-` and its name; of SCRAM `scram`. Who comes
/// without a name, on the plain listener, may do everything.
final class SecuredBroker: Sendable {
    static let isAvailable = KafkaTools.home != nil
    /// Of the KAFKA_HOME that all suites use.
    static let current = SecuredBroker(name: "secured", home: KafkaTools.home)
    /// Of KAFKA_HOME_3: librdkafka 2.0.2 can do SCRAM with brokers of Kafka 3 only.
    static let old = SecuredBroker(name: "secured-3", home: getenv("KAFKA_HOME_3").map { String(cString: $0) })

    enum Listener: Int {
        case plain = 0
        case sasl = 2
        case tls, mutualTLS, saslTLS
    }

    private let name: String
    private let home: String?
    private let started = Mutex<Result<Int, ChildProcess.Failure>?>(nil)

    private init(name: String, home: String?) {
        self.name = name
        self.home = home
    }

    var isAvailable: Bool { home != nil }
    var folder: String { "/tmp/sluice-\(name)-\(getpid())" }
    /// Where the certificates are.
    var certificates: String { "\(folder)/certificates" }

    func address(_ listener: Listener) throws -> String {
        let port = try started.withLock { started -> Result<Int, ChildProcess.Failure> in
            if let started { return started }
            let result = Result { try start() }.mapError {
                $0 as? ChildProcess.Failure ?? ChildProcess.Failure(description: "\($0)")
            }
            started = result
            return result
        }.get()
        return "127.0.0.1:\(port + listener.rawValue)"
    }

    /// Settings of an application on one of the listeners.
    func settings(
        _ listener: Listener, _ application: String, _ change: (inout KafkaSettings) -> Void = { _ in }
    ) throws -> KafkaSettings {
        var settings = KafkaSettings(
            bootstrap: try address(listener), application: application, shape: LogShape(partitions: 2, slots: 1))
        settings.singleBroker = true
        settings.data = TemporaryFolder.shared.file()
        settings.patience = 20_000
        if listener == .tls || listener == .mutualTLS || listener == .saslTLS {
            settings.security.isEncrypted = true
            settings.security.authorities = "\(certificates)/ca.pem"
        }
        change(&settings)
        return settings
    }

    private func start() throws -> Int {
        guard let home else { throw ChildProcess.Failure(description: "no KAFKA_HOME") }
        let port = Int(try Broker.freePort(count: 6))
        mkdir(folder, 0o700)
        mkdir(certificates, 0o700)
        let maker = "\(Broker.root)/Tests/Support/Certificates/make-certificates"
        guard try ChildProcess(maker, [certificates]).wait() == .exited(0) else {
            throw ChildProcess.Failure(description: "\(maker) failed; is openssl there?")
        }
        try TextFile.write(properties(port), to: "\(folder)/more.properties")
        let command = """
            KAFKA_HOME=\(home) exec \(Broker.root)/scripts/kafka-broker up --port \(port) --dir \(folder) --while \(getpid()) \
            --with \(folder)/more.properties \
            --format --add-scram --format 'SCRAM-SHA-256=[name=scram,password=of-scram]' \
            --format --add-scram --format 'SCRAM-SHA-512=[name=scram,password=of-scram]'
            """
        guard try ChildProcess("/bin/bash", ["-c", command], output: "/dev/null").wait() == .exited(0) else {
            throw ChildProcess.Failure(description: "scripts/kafka-broker up failed; see \(folder)/broker.log")
        }
        return port
    }

    private func properties(_ port: Int) -> String {
        let names: [(String, Int)] = [
            ("PLAINTEXT", 0), ("CONTROLLER", 1), ("SASL", 2), ("TLS", 3), ("MTLS", 4), ("SASLTLS", 5),
        ]
        let listeners = names.map { "\($0.0)://127.0.0.1:\(port + $0.1)" }
        let advertised = listeners.filter { !$0.hasPrefix("CONTROLLER") }
        let plain = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        let users = ["node", "client", "worker", "nobody", "operator"].map { "user_\($0)=\"of-\($0)\"" }.joined(
            separator: " ")
        let scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        var lines = [
            "listeners=\(listeners.joined(separator: ","))",
            "advertised.listeners=\(advertised.joined(separator: ","))",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,"
                + "MTLS:SSL,SASLTLS:SASL_SSL",
            "inter.broker.listener.name=PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "ssl.keystore.type=PEM", "ssl.keystore.location=\(certificates)/broker-keystore.pem",
            "ssl.truststore.type=PEM", "ssl.truststore.location=\(certificates)/ca.pem",
            "listener.name.mtls.ssl.client.auth=required",
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users=User:ANONYMOUS",
            // So that a batch can come after the end of its transaction, as it could before brokers looked.
            "transaction.partition.verification.enable=false",
        ]
        for listener in ["sasl", "sasltls"] {
            lines.append("listener.name.\(listener).plain.sasl.jaas.config=\(plain) \(users);")
            for mechanism in ["scram-sha-256", "scram-sha-512"] {
                lines.append("listener.name.\(listener).\(mechanism).sasl.jaas.config=\(scram)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
