package import SluiceEngine
import SluiceKernel
import Synchronization

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
        for topic in [LogTopic.events, .shape] { _ = try count(topic, found, admin) }
        found.replyPartitions = min(
            try count(.replies, found, admin), Int(PartitionFold.maximumReplyPartitions))
        let history = try ShapeHistory(found, sink: sink)
        guard let shape = history.shape else { throw noApplication(settings) }
        found.shape = shape
        try TopicSetup(found, admin.handle, sink: sink).check()
        let log = try KafkaLog(found, sink: sink)
        log.recordedRevision.withLock { $0 = history.revision }
        return log
    }

    private static func noApplication(_ settings: KafkaSettings) -> LogError {
        LogError(
            .unavailable,
            "there is no application '\(settings.application)' on \(settings.bootstrap): its first node makes the topics"
        )
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
            throw noApplication(settings)
        }
    }
}
