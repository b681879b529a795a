import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

/// An application for one run, whose topics and store go when it is closed.
final class GroupApplication {
    let settings: KafkaSettings
    let folder: String
    let log: KafkaLog
    private let topics: TrialTopics
    private var isConnected = true

    /// Where its workflows publish.
    static func published(_ settings: KafkaSettings) -> String { "\(settings.application).told" }

    var published: String { GroupApplication.published(settings) }

    init(_ name: String, on brokers: BenchBrokers) throws {
        folder = try Folder.temporary()
        settings = brokers.settings(name, folder: folder)
        topics = try TrialTopics(settings)
        log = try KafkaLog.connect(settings, sink: StandardErrorLog())
        try topics.make(published, partitions: settings.shape.partitions)
    }

    func close() {
        disconnect()
        do throws(LogError) { try topics.remove([published]) } catch { StandardError.line("bench: \(error.message)") }
        Folder.remove(folder)
    }

    /// What is read and written from here on needs no log of this one.
    func disconnect() {
        guard isConnected else { return }
        isConnected = false
        log.close()
    }

    func node(_ registrations: [Registration], _ change: (inout NodeSettings) -> Void = { _ in }) -> Node {
        var settings = NodeSettings()
        change(&settings)
        return Node(log: log, registrations: registrations, settings: settings, sink: StandardErrorLog())
    }

    /// A node that runs, with the workflows deployed.
    func start(_ registrations: [Registration], _ change: (inout NodeSettings) -> Void = { _ in }) throws -> Node {
        let node = node(registrations, change)
        node.start()
        do {
            for registration in registrations {
                _ = try node.deploy(registration.definition, through: Client(log: log), timeout: 60_000)
            }
        } catch {
            node.stop()
            throw error
        }
        return node
    }

    /// Deploys the workflows, lets a node do what `body` says, and stops it with everything committed.
    func prepare(_ registrations: [Registration], _ body: (Node) throws -> Void = { _ in }) throws {
        let node = try start(registrations)
        defer { node.stop() }
        try body(node)
        guard node.stop() else { throw CommandError(.no, "the node that prepared a run stopped without a checkpoint") }
    }
}
