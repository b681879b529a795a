import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

extension LocalNode {
    /// Opens the embedded log of a data folder, makes it when it is not there, and starts the node.
    ///
    /// - Parameter wanted: the shape that the command line asks for; nil: that of the folder, else of the settings.
    /// - Throws: `tryAgain` when another process has the folder, `cannotCreate`, `data` for another shape, `io`.
    convenience init(
        folder: String, wanted: LogShape?, settings: Settings, registrations: [Registration], sink: any LogSink
    ) throws(CommandError) {
        try Folder.make(folder)
        let known = ShapeFile.read(folder)
        let usual = try LocalNode.shape(settings)
        let shape = wanted ?? known ?? usual
        let log: EmbeddedLog
        do throws(LogError) {
            log = try EmbeddedLog.open(folder: folder, shape: shape, options: LocalNode.options(settings.embedded))
        } catch {
            throw LogFailure.error(error)
        }
        if known != shape { try ShapeFile.write(shape, folder) }
        if !settings.sources.isEmpty {
            sink.log(
                .warning, "sources are not read: on one machine there are no topics of others",
                [("setting", "sources"), ("fix", "run 'sluice node' on Kafka")])
        }
        try self.init(
            folder: folder, log: log, settings: settings.node, registrations: registrations, sink: sink,
            counters: { LocalNode.counters(log.statistics) }, close: { log.close() })
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

    static func options(_ settings: EmbeddedSettings) -> EmbeddedOptions {
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

    private static func counters(_ statistics: EmbeddedStatistics) -> [(name: String, value: UInt64)] {
        [
            ("groups", statistics.groups), ("records", statistics.records), ("largest_group", statistics.largestGroup),
            ("event_bytes", statistics.eventBytes), ("checkpoints", statistics.checkpoints),
            ("cells", statistics.cells),
            ("state_bytes", statistics.stateBytes), ("failures", statistics.failures), ("syncs", statistics.syncs),
            ("table_bytes", statistics.tableBytes), ("memtable_bytes", statistics.memtableBytes),
        ].map { ($0.0, UInt64(clamping: $0.1)) }
    }
}
