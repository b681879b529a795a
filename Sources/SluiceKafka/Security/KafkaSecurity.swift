/// How the brokers and we make sure of each other. Secrets are named, never written here: `file:PATH` or `env:NAME`.
package struct KafkaSecurity: Equatable, Sendable {
    /// Whether connections are encrypted and the broker must show a certificate for its host name.
    package var isEncrypted = false
    /// PEM file with the authorities that sign the brokers' certificates; empty: those that the system trusts.
    package var authorities = ""
    /// PEM file with our own certificate and what it hangs on, for brokers that ask for one; empty: none.
    package var certificate = ""
    /// Where the PEM text of the certificate's private key is: a reference. Empty: none.
    package var key = ""
    /// Where the password of an encrypted key is: a reference. Empty: the key is not encrypted.
    package var keyPassword = ""
    /// `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`; empty: no user name and password.
    package var mechanism = ""
    package var username = ""
    /// Where the password is: a reference.
    package var password = ""

    package init() {}

    package static let mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

    /// librdkafka's and Kafka's name for the kind of connection.
    var networkProtocol: String {
        switch (isEncrypted, mechanism.isEmpty) {
        case (false, true): "PLAINTEXT"
        case (false, false): "SASL_PLAINTEXT"
        case (true, true): "SSL"
        case (true, false): "SASL_SSL"
        }
    }
}
