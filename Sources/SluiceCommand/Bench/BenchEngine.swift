import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// A node on an embedded log of its own, in a temporary folder that is removed at the end, or in a given one.
final class BenchEngine {
    let folder: String
    let log: EmbeddedLog
    let node: Node
    /// Where each partition of events ended before the node began.
    let ends: [Int64]
    private let isTemporary: Bool
    static let shape = LogShape(partitions: 4, slots: 2)

    /// - Parameters:
    ///   - folder: a data folder to go on with, which stays; nil: a new one, which goes at the end.
    ///   - isDeployed: whether the definitions are in the folder already.
    init(
        _ workflows: [any AnyWorkflow], folder: String? = nil, isDeployed: Bool = false, keepsWrites: Bool = false
    ) throws {
        isTemporary = folder == nil
        self.folder = try folder ?? Folder.temporary()
        var options = EmbeddedOptions()
        options.keepsWrites = keepsWrites
        log = try EmbeddedLog.open(folder: self.folder, shape: BenchEngine.shape, options: options)
        ends = try (0..<BenchEngine.shape.partitions).map { [log] in try log.range(.events, partition: $0).upperBound }
        let registrations = try Registrations.of(workflows)
        node = Node(log: log, registrations: registrations, sink: StandardErrorLog())
        node.start()
        if isDeployed { return }
        let client = Client(log: log)
        for registration in registrations { _ = try client.deploy(registration.definition) }
    }

    /// Waits until `count` instances have ended, since the node began.
    func awaitEnded(_ count: Int) throws { try wait("ended", count) { Int($0.instancesEnded) } }

    func awaitStarted(_ count: Int) throws { try wait("started", count) { Int($0.instancesStarted) } }

    /// Gives up when nothing moves any more.
    private func wait(_ what: String, _ count: Int, _ reached: (LaneStatistics) -> Int) throws {
        let latch = Latch()
        var last = -1
        var lastMoved = Clock.monotonic()
        while true {
            let now = reached(node.statistics)
            if now >= count { return }
            if now != last { (last, lastMoved) = (now, Clock.monotonic()) }
            if Clock.monotonic() - lastMoved > 30_000_000 {
                throw CommandError(.no, "\(now) of \(count) instances \(what), and none in the last 30 s")
            }
            latch.wait(microseconds: 2_000)
        }
    }

    /// Waits until what was written is compacted and the process does nothing for a second, at most two minutes.
    ///
    /// - Returns: for how many seconds.
    @discardableResult
    func rest() -> Double {
        BenchRest.rest("the node with \(NumberText.grouped(Int(node.statistics.instancesStarted))) instances") {
            !log.isCompacting
        }
    }

    func close() {
        node.stop()
        log.close()
        if isTemporary { Folder.remove(folder) }
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
