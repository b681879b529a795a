import Foundation
package import Sluice
package import SluiceEmbedded
package import SluiceEngine
import SluiceKernel

/// A node on the embedded log of a folder, in the test's process.
package final class HostedNode: Sendable {
    package let log: EmbeddedLog
    package let node: Node
    package let client: Client

    /// Opens the folder, starts the node and deploys the workflows.
    package init(
        _ folder: String, _ workflows: [any AnyWorkflow], shape: LogShape = LogShape(partitions: 4, slots: 2),
        settings: NodeSettings = NodeSettings(), options: EmbeddedOptions = EmbeddedOptions()
    ) throws {
        let registrations = try Registrations.of(workflows)
        log = try EmbeddedLog.open(folder: folder, shape: shape, options: options)
        node = Node(log: log, registrations: registrations, settings: settings)
        client = Client(log: log, waitingCallers: settings.waitingCallers)
        node.start()
        for registration in registrations { _ = try client.deploy(registration.definition) }
    }

    /// Appends starts of many instances, all in one call.
    package func start(_ workflow: String, _ instances: [(id: String, input: String)]) throws {
        let records = instances.map { instance in
            record(instance.id) { id, writer in
                Array(workflow.utf8).withUnsafeBytes { workflow in
                    Array(instance.input.utf8).withUnsafeBytes { input in
                        writer.append(.started(StartedEvent(instance: id, definition: workflow, id: id, input: input)))
                    }
                }
            }
        }
        try client.append(records)
    }

    package func start(_ workflow: String, _ id: String, _ input: String) throws { try start(workflow, [(id, input)]) }

    package func signal(_ id: String, _ name: String, _ data: String) throws {
        try client.append([
            record(id) { id, writer in
                Array(name.utf8).withUnsafeBytes { name in
                    Array(data.utf8).withUnsafeBytes {
                        writer.append(.signaled(SignaledEvent(instance: id, name: name, id: name, data: $0)))
                    }
                }
            }
        ])
    }

    private func record(_ id: String, _ write: (UnsafeRawBufferPointer, inout RecordWriter) -> Void) -> AppendRecord {
        let id = Array(id.utf8)
        var writer = RecordWriter()
        id.withUnsafeBytes { write($0, &writer) }
        return AppendRecord(partition: log.shape.partition(of: id), value: writer.take())
    }

    /// An instance as it stands; nil: there is none.
    package func get(_ id: String) throws -> InstanceReport? {
        struct Answer: Decodable { var instance: InstanceReport? }
        let answer = try client.ask(instance: Array(id.utf8), .get)
        return try JSONDecoder().decode(Answer.self, from: Data(answer)).instance
    }

    /// Waits until the instance is as `isMet` wants it.
    ///
    /// - Parameter pause: microseconds between questions; each is an event in the log.
    @discardableResult
    package func wait(
        for id: String, _ what: String = "its end", seconds: Double = 60, every pause: UInt32 = 2_000,
        until isMet: (InstanceReport) -> Bool = { ["succeeded", "failed", "cancelled"].contains($0.status) }
    ) throws -> InstanceReport {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while true {
            let report = try get(id)
            if let report, isMet(report) { return report }
            guard Date() < deadline else {
                throw HostError("\(id): not within \(seconds) s: \(what); \(report?.status ?? "not there")")
            }
            usleep(pause)
        }
    }

    /// Waits for a condition.
    package func wait(_ what: String, seconds: Double = 60, until isMet: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        while try !isMet() {
            guard Date() < deadline else { throw HostError("not within \(seconds) s: \(what)") }
            usleep(2_000)
        }
    }

    /// Drains, takes the last checkpoint and lets the folder go.
    ///
    /// - Returns: whether everything folded is committed.
    @discardableResult
    package func stop() -> Bool {
        let isClean = node.stop()
        log.close()
        return isClean
    }
}
