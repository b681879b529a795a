import SluiceEngine
import SluiceKafka
import Testing

/// What only brokers that ask who we are can show.
@Suite(.serialized, .enabled(if: SecuredBroker.isAvailable, Comment(rawValue: Broker.reason)))
struct OnSecuredBroker {
    var broker: SecuredBroker { .current }

    /// A secret in a file, as settings name it.
    func secret(_ text: String, _ name: String = "secret") throws -> String {
        let path = "\(broker.folder)/\(name)"
        try TextFile.write(text + "\n", to: path)
        return "file:\(path)"
    }

    /// Settings of a user of PLAIN.
    func user(
        _ name: String, _ application: String, password: String? = nil, _ listener: SecuredBroker.Listener = .sasl
    ) throws -> KafkaSettings {
        var settings = try broker.settings(listener, application)
        settings.security.mechanism = "PLAIN"
        settings.security.username = name
        settings.security.password = try secret(password ?? "of-\(name)", "password-\(name)")
        return settings
    }

    /// Runs lines of the page for another application and user.
    func grant(_ lines: some Sequence<String>, _ application: String, from role: String, to user: String) throws {
        let address = try broker.address(.plain)
        try KafkaTools.run(
            lines.joined(separator: "\n")
                .replacing("localhost:9092", with: address).replacing("User:\(role)", with: "User:\(user)")
                .replacing("orders.", with: "\(application)."))
    }

    /// Why a connection is refused, with the time it took in milliseconds.
    func refusal(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws -> (error: LogError, milliseconds: Int64) {
        let started = Clock.monotonic()
        let error = #expect(throws: LogError.self) { try KafkaLog.attach(settings, sink: sink).close() }
        return (try #require(error), (Clock.monotonic() - started) / 1_000)
    }
}
