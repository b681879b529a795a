import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// A node on the embedded log of a data folder, in this process.
final class LocalNode: Sendable {
    let folder: String
    let log: any EventLog
    private let embedded: EmbeddedLog
    let node: Node
    let client: Client

    /// Opens the folder, makes it when it is not there, and starts the node.
    ///
    /// - Parameter wanted: the shape that the command line asks for; nil: that of the folder, else of the settings.
    /// - Throws: `tryAgain` when another process has the folder, `cannotCreate`, `data` for another shape, `io`.
    init(
        folder: String, wanted: LogShape?, settings: Settings, registrations: [Registration], sink: any LogSink
    ) throws(CommandError) {
        self.folder = folder
        try Folder.make(folder)
        let known = ShapeFile.read(folder)
        let usual = try LocalNode.shape(settings)
        let shape = wanted ?? known ?? usual
        do throws(LogError) {
            embedded = try EmbeddedLog.open(folder: folder, shape: shape, options: LocalNode.options(settings.embedded))
        } catch {
            throw LogFailure.error(error)
        }
        log = embedded
        if known != shape { try ShapeFile.write(shape, folder) }
        let notes: CrashNotes
        do throws(LogError) { notes = try CrashNotes(folder: folder) } catch { throw LogFailure.error(error) }
        CrashNotes.installHandlers()
        node = Node(log: embedded, registrations: registrations, settings: settings.node, sink: sink, notes: notes)
        client = Client(log: embedded, waitingCallers: settings.node.waitingCallers, lanes: node)
        do throws(LogError) { try tellMissingCode(sink) } catch { throw LogFailure.error(error) }
        node.start()
    }

    /// Names the deployed definitions that this program lacks the Swift code of. It is no refusal: of a version that was
    /// retired there may be no instance left, and all other workflows run.
    private func tellMissingCode(_ sink: any LogSink) throws(LogError) {
        for (definition, steps) in try node.definitionsWithoutCode() {
            sink.log(
                .warning, "a deployed workflow needs Swift code that this program does not have",
                [
                    ("workflow", definition.name), ("version", "\(definition.version)"),
                    ("steps", steps.joined(separator: ", ")),
                    ("effect", "a start, signal or question of one of its instances stops a lane"),
                    ("fix", "run the program that hosts it on this data folder, with this version among its workflows"),
                ])
        }
    }

    private static func shape(_ settings: Settings) throws(CommandError) -> LogShape {
        let (partitions, slots) = (settings.embedded.partitions, settings.embedded.slots)
        guard ShapeFile.isSound(partitions: partitions, slots: slots) else {
            throw CommandError(
                .usage, "\(partitions) partitions cannot be shared by \(slots) slots",
                hint: "The partitions are a multiple of the slots.")
        }
        return LogShape(partitions: partitions, slots: slots)
    }

    /// What `--partitions` and `--slots` ask for; nil: neither is given.
    static func wantedShape(_ context: CommandContext) throws(CommandError) -> LogShape? {
        let partitions = try context.invocation.count("partitions", 1...1_024)
        let slots = try context.invocation.count("slots", 1...1_024)
        guard partitions != nil || slots != nil else { return nil }
        var settings = context.settings
        let known = ShapeFile.read(context.dataFolder)
        settings.embedded.partitions = partitions ?? known?.partitions ?? settings.embedded.partitions
        settings.embedded.slots = slots ?? known?.slots ?? min(settings.embedded.slots, settings.embedded.partitions)
        return try shape(settings)
    }

    private static func options(_ settings: EmbeddedSettings) -> EmbeddedOptions {
        var options = EmbeddedOptions()
        options.queueBytes = settings.queueBytes
        options.groupBytes = settings.groupBytes
        options.tailBytes = settings.tailBytes
        options.memtableBytes = settings.memtableBytes
        options.blockCacheBytes = settings.blockCacheBytes
        options.backgroundJobs = settings.backgroundJobs
        options.openFiles = settings.openFiles
        options.reserveBytes = settings.reserveBytes
        options.compressed = settings.isCompressed
        options.retention.age = settings.retention
        options.retention.bytes = settings.retentionBytes > 0 ? settings.retentionBytes : nil
        return options
    }

    /// Deploys all definitions and tells of each.
    ///
    /// - Throws: `no`, before any is deployed, when this node cannot run one of them.
    func deploy(
        _ definitions: [Definition], timeout: Int64 = LocalNode.deployTimeout, sink: any LogSink
    ) throws(CommandError) {
        for definition in definitions {
            if let refusal = node.refusal(of: definition) { throw CommandError(.no, refusal) }
        }
        for definition in definitions {
            let (sequence, wasThere) = try LocalNode.deploy(definition, client, node: node, timeout: timeout)
            sink.log(
                .info, wasThere ? "definition is deployed already" : "definition deployed",
                [
                    ("workflow", definition.name), ("version", "\(definition.version)"), ("sequence", "\(sequence)"),
                ])
        }
    }

    /// How long every partition has to take a definition in when a node starts, milliseconds: longer than for one who asks,
    /// since lanes fold what is unread first.
    static let deployTimeout: Int64 = 30_000

    static func deploy(
        _ definition: Definition, _ client: Client, node: Node, timeout: Int64
    ) throws(CommandError) -> (sequence: Int64, wasThere: Bool) {
        do {
            return try node.deploy(definition, through: client, timeout: timeout)
        } catch let error as ClientError {
            if case .stopped(let fault) = error { throw CommandError(.io, "a lane does not run: \(fault)") }
            if case .timeout = error, let fault = node.faults.first {
                throw CommandError(.io, "a lane does not run: \(fault)")
            }
            throw LogFailure.error(error)
        } catch let error as LogError {
            throw LogFailure.error(error)
        } catch {
            throw CommandError(.internal, "\(error)")
        }
    }

    /// Counters of the log since it was opened.
    var logCounters: [(name: String, value: UInt64)] {
        let statistics = embedded.statistics
        return [
            ("groups", statistics.groups), ("records", statistics.records), ("largest_group", statistics.largestGroup),
            ("event_bytes", statistics.eventBytes), ("checkpoints", statistics.checkpoints),
            ("cells", statistics.cells),
            ("state_bytes", statistics.stateBytes), ("failures", statistics.failures), ("syncs", statistics.syncs),
            ("table_bytes", statistics.tableBytes), ("memtable_bytes", statistics.memtableBytes),
        ].map { ($0.0, UInt64(clamping: $0.1)) }
    }

    /// Stops intake, drains tasks, takes a last checkpoint and lets the folder go.
    @discardableResult
    func stop() -> Bool {
        let isClean = node.stop()
        embedded.close()
        return isClean
    }
}
