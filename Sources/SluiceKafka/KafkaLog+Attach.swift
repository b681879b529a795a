package import SluiceEngine
import SluiceKernel

extension KafkaLog {
    /// Connects to an application that nodes serve: finds out how its log is cut, and creates nothing.
    ///
    /// - Throws: `invalid settings` before anything is asked for, `unavailable` when no broker answers or the application has no
    ///   topics there, `denied` when the brokers refuse us or a right is missing.
    package static func attach(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws(LogError) -> KafkaLog {
        var found = try settings.prepared()
        let admin = try AdminClient(found, patience: min(4_000, found.patience), sink: sink)
        defer { admin.close() }
        let partitions = try count(.events, found, admin)
        found.replyPartitions = min(
            try count(.replies, found, admin), Int(PartitionFold.maximumReplyPartitions))
        let slots = settings.shape.slots
        found.shape = LogShape(partitions: partitions, slots: partitions.isMultiple(of: slots) ? slots : partitions)
        try TopicSetup(found, admin.handle, sink: sink).check()
        return try KafkaLog(found, sink: sink)
    }

    /// How many partitions a topic has.
    private static func count(
        _ topic: LogTopic, _ settings: KafkaSettings, _ admin: AdminClient
    ) throws(LogError) -> Int {
        let name = settings.name(of: topic)
        let state: TopicState
        do throws(KafkaError) { state = try admin.handle.state(of: name, timeout: 4_000) } catch {
            throw LogError(error, "connecting to \(settings.bootstrap)")
        }
        switch state {
        case .there(let replicas, _): return replicas.count
        case .hidden:
            throw LogError(
                .denied, "the brokers do not show \(name): the principal needs \(KafkaRight(.describe, .topic(name)))")
        case .missing:
            throw LogError(
                .unavailable,
                "there is no application '\(settings.application)' on \(settings.bootstrap): its first node makes the topics"
            )
        }
    }
}
