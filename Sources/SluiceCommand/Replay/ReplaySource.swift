import SluiceEmbedded
import SluiceEngine
import SluiceKafka

/// The log that a replay reads: of a group on Kafka, which may run meanwhile, or of a data folder that no node has open.
struct ReplaySource: Sendable {
    let log: any EventLog
    let close: @Sendable () -> Void

    /// - Throws: `unavailable` when no broker answers, `noInput` when there is no data folder, `tryAgain` when a node has it.
    static func open(_ context: CommandContext) throws(CommandError) -> ReplaySource {
        var logging = context.settings.log
        if !context.invocation.has("log-level") { logging.level = "error" }
        if let brokers = context.brokers {
            let settings = try context.kafkaSettings(brokers)
            do throws(LogError) {
                let log = try KafkaLog.attach(settings, sink: LineLog(logging))
                return ReplaySource(log: log) { log.close() }
            } catch { throw LogFailure.error(error) }
        }
        let folder = context.dataFolder
        guard Folder.exists("\(folder)/events"), let shape = ShapeFile.read(folder) else {
            throw CommandError(
                .noInput, "\(folder) is no data folder of 'sluice dev' or 'sluice run'",
                hint: "Name one with --data-folder, or brokers with --brokers.")
        }
        do throws(LogError) {
            let log = try EmbeddedLog.open(
                folder: folder, shape: shape, options: LocalNode.options(context.settings.embedded))
            return ReplaySource(log: log) { log.close() }
        } catch {
            guard error.code == .inUse else { throw LogFailure.error(error) }
            throw CommandError(
                .tryAgain, error.message,
                hint: "A replay wants the folder for itself: stop the node, or copy the folder.")
        }
    }
}
