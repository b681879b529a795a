import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

extension LocalNode {
    /// Connects to the brokers, creates the application's topics when they are not there, and starts the node.
    ///
    /// - Throws: `unavailable` when no broker answers, `denied` when they refuse us, `data` for another shape, `cannotCreate`,
    ///   `tryAgain` when another process has the folder.
    convenience init(
        folder: String, kafka: KafkaSettings, settings: NodeSettings, registrations: [Registration], sink: any LogSink
    ) throws(CommandError) {
        try Folder.make(folder)
        var kafka = kafka
        kafka.data = folder
        var settings = settings
        settings.membership = MembershipSettings(
            node: try NodeName.id(settings.id, folder: folder), release: SluiceCommand.version,
            sources: Source.fingerprint(of: settings.lane.sources))
        let log: KafkaLog
        do throws(LogError) { log = try KafkaLog.connect(kafka, sink: sink) } catch { throw LogFailure.error(error) }
        try self.init(
            folder: folder, log: log, settings: settings, registrations: registrations, sink: sink, counters: { [] },
            close: { log.close() })
    }
}
