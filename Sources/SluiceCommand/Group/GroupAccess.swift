import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization

/// The connection of a command to a group on Kafka: made when it is first asked for, kept until the command is done.
final class GroupAccess: Sendable {
    private let opened = Mutex<OperationHost?>(nil)

    /// - Throws: `unavailable` when no broker answers or the application is not there, `denied` when the brokers refuse us.
    func host(_ context: CommandContext, _ brokers: String) throws(CommandError) -> OperationHost {
        if let host = opened.withLock({ $0 }) { return host }
        let registry = DefinitionRegistry(try context.registrations())
        let settings = try context.kafkaSettings(brokers)
        var logging = context.settings.log
        // The answer is the output; log lines only when something is wrong, unless asked for.
        if !context.invocation.has("log-level") { logging.level = "error" }
        let log: KafkaLog
        do throws(LogError) {
            log = try KafkaLog.attach(settings, sink: LineLog(logging))
        } catch { throw LogFailure.error(error) }
        let client = Client(log: log, waitingCallers: context.settings.node.waitingCallers)
        let host = OperationHost(client: client, node: nil, folder: "", startedAt: 0, registry: registry) { [] }
        opened.withLock { $0 = host }
        return host
    }
}

extension CommandContext {
    /// - Parameter brokers: `host:port`, comma-separated.
    func kafkaSettings(_ brokers: String) throws(CommandError) -> KafkaSettings {
        let group = settings.kafka
        guard ShapeFile.isSound(partitions: group.partitions, slots: group.slots) else {
            throw CommandError(
                .usage, "\(group.partitions) partitions cannot be shared by \(group.slots) slots",
                hint: "The partitions are a multiple of the slots.")
        }
        let application = invocation.text("application") ?? group.application
        let allowed = application.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        guard allowed, (1...100).contains(application.utf8.count) else {
            throw CommandError(
                .usage, "the application cannot be called \(application.quotedForMessage)",
                hint: "Its name begins those of topics: 1 to 100 letters, digits, '.', '-' and '_'.")
        }
        var kafka = KafkaSettings(
            bootstrap: brokers, application: application,
            shape: LogShape(partitions: group.partitions, slots: group.slots))
        kafka.replication = group.replication
        kafka.singleBroker = group.isSingleBroker || invocation.has("single-broker")
        kafka.replayHorizon = group.replayHorizon
        kafka.security = group.security
        kafka.replyPartitions = group.replyPartitions
        kafka.sessionTimeout = Int(group.sessionTimeout)
        kafka.transactionTimeout = Int(group.transactionTimeout)
        kafka.patience = group.patience
        return kafka
    }
}
