import SluiceEngine

extension KafkaSecurity {
    /// - Throws: `invalid settings` for a combination that means nothing, naming the setting and the way out.
    func check() throws(LogError) {
        func refuse(_ words: String) -> LogError { LogError(.invalidSettings, words) }
        let files = [
            ("kafka.tls_ca", authorities), ("kafka.tls_certificate", certificate), ("kafka.tls_key", key),
            ("kafka.tls_key_password", keyPassword),
        ]
        if !isEncrypted, let (name, _) = files.first(where: { !$0.1.isEmpty }) {
            throw refuse("\(name) is set and kafka.tls is false: set kafka.tls to true, or take \(name) away")
        }
        guard certificate.isEmpty == key.isEmpty else {
            let (there, lacking) =
                key.isEmpty
                ? ("kafka.tls_certificate", "kafka.tls_key") : ("kafka.tls_key", "kafka.tls_certificate")
            throw refuse("\(there) is set without \(lacking): a broker that asks for a certificate needs both")
        }
        guard keyPassword.isEmpty || !key.isEmpty else {
            throw refuse("kafka.tls_key_password is set without kafka.tls_key")
        }
        if mechanism.isEmpty {
            guard username.isEmpty && password.isEmpty else {
                throw refuse(
                    "a user name or a password is set without kafka.sasl_mechanism: set it to one of "
                        + KafkaSecurity.mechanisms.joined(separator: ", "))
            }
        } else {
            guard KafkaSecurity.mechanisms.contains(mechanism) else {
                throw refuse(
                    "kafka.sasl_mechanism is \(mechanism); it takes \(KafkaSecurity.mechanisms.joined(separator: ", "))"
                )
            }
            guard !username.isEmpty && !password.isEmpty else {
                throw refuse(
                    "kafka.sasl_mechanism is \(mechanism): it needs kafka.sasl_username and kafka.sasl_password")
            }
        }
    }

    /// The settings with their secrets read.
    ///
    /// - Throws: `invalid settings` naming the setting whose file or variable cannot be read.
    func credentials() throws(LogError) -> Credentials {
        try check()
        var credentials = Credentials(values: [("security.protocol", networkProtocol)])
        if isEncrypted {
            credentials.values.append(("ssl.endpoint.identification.algorithm", "https"))
            if !authorities.isEmpty {
                try KafkaSecurity.expectReadable(authorities, "kafka.tls_ca")
                credentials.values.append(("ssl.ca.location", authorities))
            }
            if !certificate.isEmpty {
                try KafkaSecurity.expectReadable(certificate, "kafka.tls_certificate")
                credentials.values.append(("ssl.certificate.location", certificate))
                credentials.secrets.append(("ssl.key.pem", try Secret(reference: key, of: "kafka.tls_key")))
            }
            if !keyPassword.isEmpty {
                let secret = try Secret(reference: keyPassword, of: "kafka.tls_key_password")
                credentials.secrets.append(("ssl.key.password", secret))
            }
        }
        if !mechanism.isEmpty {
            credentials.values += [("sasl.mechanism", mechanism), ("sasl.username", username)]
            credentials.secrets.append(("sasl.password", try Secret(reference: password, of: "kafka.sasl_password")))
        }
        return credentials
    }

    private static func expectReadable(_ path: String, _ setting: String) throws(LogError) {
        _ = try SmallFile.read(path, setting)
    }
}
