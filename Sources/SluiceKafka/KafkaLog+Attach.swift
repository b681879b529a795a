import CRdKafka
package import SluiceEngine
import Synchronization

extension KafkaLog {
    /// Connects to an application that nodes serve: finds out how its log is cut, and creates nothing.
    ///
    /// - Throws: `unavailable` when no broker answers or the application has no topics there, `denied` when the brokers
    ///   refuse us.
    package static func attach(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws(LogError) -> KafkaLog {
        var found = settings
        let context = ClientContext(name: "admin", sink: sink)
        do throws(KafkaError) {
            let admin = try KafkaHandle(RD_KAFKA_PRODUCER, settings.admin(), context)
            defer { admin.close() }
            let partitions = try admin.awaitPartitionCount(of: settings.name(of: .events), patience: 4_000)
            found.replyPartitions = try admin.awaitPartitionCount(of: settings.name(of: .replies), patience: 4_000)
            let shapes = try admin.awaitPartitionCount(of: settings.name(of: .shape), patience: 4_000)
            guard partitions > 0, found.replyPartitions > 0, shapes > 0 else {
                throw KafkaError(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
            }
        } catch {
            if error.code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC { throw noApplication(settings) }
            throw LogError(error, "connecting to \(settings.bootstrap)")
        }
        try found.check()
        let history = try ShapeHistory(found, sink: sink)
        guard let shape = history.shape else { throw noApplication(settings) }
        found.shape = shape
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
}

extension KafkaHandle {
    /// How many partitions a topic has, asked again while a broker may yet answer. 0: there is no such topic.
    fileprivate func awaitPartitionCount(of topic: String, patience: Int64) throws(KafkaError) -> Int {
        let deadline = Clock.monotonic() + patience * 1_000
        while true {
            do throws(KafkaError) { return try partitionCount(of: topic, timeout: 2_000) } catch {
                poll(timeout: 0)
                if let denied = context.authentication { throw denied }
                guard error.mayPass, Clock.monotonic() < deadline else { throw context.last ?? error }
            }
        }
    }
}
