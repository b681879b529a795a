import Glibc
package import SluiceEngine
import SluiceKernel

/// Where the brokers are, what the application is called, how its log is cut, and what is told to librdkafka as it is.
package struct KafkaSettings: Sendable {
    /// `host:port`, comma-separated.
    package var bootstrap: String
    /// Prefix of topics, of the group and of transactional ids.
    package var application: String
    package var shape: LogShape
    /// The node's folder, which holds its store. nil: this process opens no slot and follows none.
    package var data: String?
    /// What position records name as their writer, for people.
    package var node = KafkaSettings.processName
    /// Copies of each partition, 2 and more: topics are created with as many, and refused with fewer.
    package var replication = 3
    /// One copy of everything will do, on one broker: whoever loses its disk has lost all. A warning says so at each start.
    package var singleBroker = false
    /// Milliseconds for which events that a checkpoint covers are kept for replays.
    package var replayHorizon: Int64 = 7 * 86_400_000
    package var security = KafkaSecurity()
    /// Partitions of `replies`, 1 to ``PartitionFold/maximumReplyPartitions``: processes share them.
    package var replyPartitions = 8
    /// Milliseconds a slot's member may be silent before Kafka drops it. Long, so that a broker's restart expires nobody; a
    /// slot changes hands by joining with its instance id, whatever this says.
    package var sessionTimeout = 45_000
    /// Milliseconds after which the broker aborts a checkpoint whose owner is gone and whose slot nobody took.
    package var transactionTimeout = 10_000
    /// Milliseconds that opening a slot may wait without progress for the broker, its coordinators, or a restore.
    package var patience: Int64 = 60_000
    /// Handed to every client of librdkafka, over what is set here. Those that exactly once rests on are refused.
    package var properties: [String: String] = [:]
    /// What ``security`` names, read; nil until ``prepared()``.
    private var credentials: Credentials?

    package init(bootstrap: String, application: String, shape: LogShape) {
        self.bootstrap = bootstrap
        self.application = application
        self.shape = shape
    }

    /// - Throws: `invalid settings` for what would make a log that gives no answers or loses some.
    func check() throws(LogError) {
        let most = Int(PartitionFold.maximumReplyPartitions)
        guard (1...most).contains(replyPartitions) else {
            throw LogError(
                .invalidSettings,
                "replyPartitions is \(replyPartitions); it takes 1 to \(most): the fold refuses questions from higher ones"
            )
        }
        guard (2...32_767).contains(replication) else {
            throw LogError(
                .invalidSettings,
                "kafka.replication is \(replication); it takes 2 or more. For one broker say --single-broker (kafka.single_broker)"
            )
        }
        guard replayHorizon >= 0 else {
            throw LogError(.invalidSettings, "kafka.replay_horizon is \(replayHorizon) ms; it takes 0 or more")
        }
        try PassedProperties.check(properties)
        try security.check()
    }

    /// `host:process`.
    private static var processName: String {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) } + ":\(getpid())"
    }

    /// Checked, and with the secrets read: what clients are made of.
    ///
    /// - Throws: `invalid settings` with the name of the setting.
    func prepared() throws(LogError) -> KafkaSettings {
        try check()
        var settings = self
        settings.credentials = try security.credentials()
        return settings
    }

    /// Says what these settings do without.
    func warn(_ sink: any LogSink) {
        if singleBroker {
            sink.log(
                .warning, "one copy of everything: whoever loses the broker's disk loses all that was acknowledged",
                [("setting", "kafka.single_broker")])
        }
        if !security.mechanism.isEmpty && !security.isEncrypted {
            sink.log(
                .warning, "user name and password cross the network in the clear",
                [("mechanism", security.mechanism), ("fix", "set kafka.tls")])
        }
    }

    /// The password of PLAIN; nil: it is not used.
    var plainPassword: Secret? {
        guard security.mechanism == "PLAIN" else { return nil }
        return credentials?.secrets.first { $0.name == "sasl.password" }?.secret
    }

    /// Copies of each partition that are asked for.
    var copies: Int { singleBroker ? 1 : replication }

    /// The consumer group whose members are the slots.
    package var group: String { "\(application).slots" }

    /// `group.instance.id` and `transactional.id` of a slot.
    func identity(of slot: Int) -> String {
        let digits = String(slot)
        return "\(application).slot-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    }

    package func name(of topic: LogTopic) -> String { "\(application).\(topic.name)" }

    /// What workers of a queue read.
    package func topic(ofQueue queue: String) -> String { "\(name(of: .tasks)).\(queue)" }

    /// Cells and positions, compacted.
    package var checkpoints: String { "\(application).checkpoints" }
}

extension KafkaSettings {
    /// What all clients have in common, then what one is for, then what the application's settings say. (Nagle's algorithm
    /// is on by default in librdkafka 2.0.2.)
    private func client(_ name: String, _ others: KeyValuePairs<String, String>...) -> KafkaConfiguration {
        var configuration = KafkaConfiguration([
            "bootstrap.servers": bootstrap, "client.id": "sluice-\(name)", "socket.nagle.disable": "true",
            "reconnect.backoff.max.ms": "1000", "topic.metadata.refresh.interval.ms": "60000",
            "socket.keepalive.enable": "true", "log.connection.close": "false",
        ])
        for more in others { configuration = configuration.with(more) }
        for name in properties.keys.sorted() { configuration.set(name, properties[name]!) }
        precondition(
            credentials != nil || security == KafkaSecurity(), "a client of settings whose secrets were not read")
        if let credentials { configuration.set(credentials) }
        return configuration
    }

    /// One request under way at a time. With more of them librdkafka takes the success of one for that of the one before,
    /// though a broker that knows nothing of the producer yet may have refused the first and taken the second: a record is
    /// then acknowledged that is not there.
    private static let inFlight = "1"

    /// For `events`: nothing passes a failed record, and nothing times out.
    func gaplessProducer() -> KafkaConfiguration {
        client(
            "events",
            [
                "enable.idempotence": "true", "enable.gapless.guarantee": "true", "acks": "all",
                "message.timeout.ms": "0",
                "linger.ms": "0", "compression.type": "lz4", "message.max.bytes": KafkaSettings.messageBytes,
                "queue.buffering.max.messages": "2000000", "queue.buffering.max.kbytes": "1048576",
                "max.in.flight.requests.per.connection": KafkaSettings.inFlight, "retry.backoff.ms": "20",
            ])
    }

    /// For `replies` and `definitions`: at once, and given up after a while.
    func plainProducer() -> KafkaConfiguration {
        client(
            "plain",
            [
                "enable.idempotence": "true", "acks": "all", "message.timeout.ms": "10000", "linger.ms": "0",
                "compression.type": "lz4", "message.max.bytes": KafkaSettings.messageBytes,
                "queue.buffering.max.messages": "2000000",
                "max.in.flight.requests.per.connection": KafkaSettings.inFlight, "retry.backoff.ms": "20",
            ])
    }

    /// For records that go out at once, to topics of others and to queues: at least once, so it keeps their order and nothing else. Small
    /// batches, so that a topic refuses a record for its own size alone.
    func announcingProducer() -> KafkaConfiguration {
        client(
            "announcements",
            [
                "acks": "all", "message.timeout.ms": "10000", "linger.ms": "0", "compression.type": "lz4",
                "message.max.bytes": KafkaSettings.messageBytes, "batch.size": "65536", "partitioner": "murmur2",
                "max.in.flight.requests.per.connection": KafkaSettings.inFlight, "retry.backoff.ms": "20",
                "topic.metadata.propagation.max.ms": "3000",
            ])
    }

    func transactionalProducer(slot: Int) -> KafkaConfiguration {
        client(
            "checkpoint",
            [
                "transactional.id": identity(of: slot), "transaction.timeout.ms": "\(transactionTimeout)",
                "acks": "all",
                "linger.ms": "5", "compression.type": "lz4", "message.max.bytes": KafkaSettings.messageBytes,
                "queue.buffering.max.messages": "1000000", "queue.buffering.max.kbytes": "1048576",
                "max.in.flight.requests.per.connection": KafkaSettings.inFlight, "retry.backoff.ms": "5",
            ])
    }

    /// A slot's member of the group. Small local queues would pause fetching for a second at a time.
    func slotConsumer(slot: Int) -> KafkaConfiguration {
        reader(
            isCommitted: true,
            [
                "client.id": "sluice-\(identity(of: slot))", "group.id": group, "group.instance.id": identity(of: slot),
                "session.timeout.ms": "\(sessionTimeout)",
                "heartbeat.interval.ms": "500", "max.poll.interval.ms": "600000",
                "partition.assignment.strategy": "range",
                "fetch.wait.max.ms": "100",
            ])
    }

    /// Reads what it assigns to itself, outside the group (librdkafka wants a group's name all the same).
    func reader(isCommitted: Bool) -> KafkaConfiguration { reader(isCommitted: isCommitted, [:]) }

    private func reader(isCommitted: Bool, _ others: KeyValuePairs<String, String>) -> KafkaConfiguration {
        client(
            "reader",
            [
                "group.id": group, "enable.auto.commit": "false", "enable.auto.offset.store": "false",
                "isolation.level": isCommitted ? "read_committed" : "read_uncommitted", "auto.offset.reset": "error",
                "enable.partition.eof": "true", "queued.max.messages.kbytes": "65536", "queued.min.messages": "100000",
                "fetch.wait.max.ms": "20", "fetch.message.max.bytes": "4194304",
            ], others)
    }

    /// Reads topics to feed from, partition by partition and in no group. Each partition has a queue of its own, and there may
    /// be many: small ones.
    func feedReader() -> KafkaConfiguration {
        client(
            "feeds",
            [
                "enable.auto.commit": "false", "isolation.level": "read_committed", "auto.offset.reset": "error",
                "enable.partition.eof": "true", "queued.max.messages.kbytes": "2048", "queued.min.messages": "10000",
                "fetch.wait.max.ms": "100", "fetch.message.max.bytes": "1048576",
            ])
    }

    /// Told of connections that end: with the wrong kind of connection nothing else says why there is none.
    func admin() -> KafkaConfiguration { client("admin", ["log.connection.close": "true"]) }

    /// Above ``PartitionState/Limits/maximumRecord`` with its key and headers, below what the topics take.
    private static let messageBytes = "1600000"
}
