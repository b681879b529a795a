import Glibc
import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// A node on an embedded log of its own, in a folder that is removed at the end.
final class BenchEngine {
    let folder: String
    let log: EmbeddedLog
    let node: Node
    let client: Client

    init(
        _ workflows: [any AnyWorkflow], folder: String? = nil, partitions: Int = 4, keepsWrites: Bool = false,
        settings: NodeSettings = NodeSettings(), onAttempt: (@Sendable (TaskIdentity, Bool) -> Void)? = nil
    ) throws {
        self.folder = folder ?? BenchEngine.temporaryFolder()
        var options = EmbeddedOptions()
        options.keepsWrites = keepsWrites
        log = try EmbeddedLog.open(
            folder: self.folder, shape: LogShape(partitions: partitions, slots: 2), options: options)
        let registrations = try Registrations.of(workflows)
        node = Node(
            log: log, registrations: registrations, settings: settings, sink: StandardErrorLog(), onAttempt: onAttempt)
        node.start()
        client = Client(log: log)
        for registration in registrations { _ = try client.deploy(registration.definition) }
    }

    static func temporaryFolder() -> String {
        var template = Array(
            "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/sluice-bench-XXXXXX".utf8CString)
        _ = mkdtemp(&template)
        return template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    /// Waits until `count` instances have ended and all is committed.
    func awaitEnded(_ count: UInt64, timeout: Double = 300) throws {
        let latch = Latch()
        let deadline = Clock.monotonic() + Int64(timeout * 1e6)
        while node.statistics.instancesEnded < count {
            if Clock.monotonic() > deadline {
                throw LogError(.io, "only \(node.statistics.instancesEnded) of \(count) ended")
            }
            latch.wait(microseconds: 2_000)
        }
    }

    func close() {
        node.stop()
        log.close()
        removeFolder()
    }

    private func removeFolder() {
        FolderRemoval.remove(folder)
    }
}

/// Faults of the benchmark's node, so that none goes unseen.
struct StandardErrorLog: LogSink {
    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        guard level >= .warning else { return }
        let details = metadata.map { " \($0.0)=\($0.1)" }.joined()
        StandardError.write("bench: \(message)\(details)\n")
    }
}
