import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// How many instances of a workflow end in a second, appends durable, with a bounded number of them open.
struct BenchThroughput: BenchWorkload {
    /// Starts that are at most ahead of the ends: what a producer that looks at the lag would keep.
    static let window = 6_000

    let name: String
    let workflow: any AnyWorkflow
    let instances: Int
    let eventsEach: Double
    /// Tasks or transforms of an instance, where those are what counts.
    let stepsEach: (what: String, count: Int)?
    let input: @Sendable (Int, inout [UInt8]) -> Void
    /// Puts what was written meanwhile into RocksDB again with no engine, and shows the share that the engine reaches.
    let hasLimit: Bool

    func run(_ run: BenchRun) throws {
        let count = run.count(instances)
        let warm = count / 10
        let engine = try BenchEngine([workflow], keepsWrites: hasLimit)
        defer { engine.close() }
        try feed(engine, prefix: "warm-", count: warm, before: 0)
        let written = engine.log.statistics
        let cpu = ProcessUsage.cpu()
        let begun = try EmbeddedMark(of: engine.log)
        let start = Clock.monotonic()
        try feed(engine, prefix: "order-", count: count, before: warm)
        let seconds = Double(Clock.monotonic() - start) / 1e6
        let ended = try EmbeddedMark(of: engine.log)
        let rate = Double(count) / seconds
        let cpuEach = (ProcessUsage.cpu() - cpu) / Double(count)
        let now = engine.log.statistics
        let bytes = now.eventBytes - written.eventBytes + now.stateBytes - written.stateBytes
        // The engine's own: what comes now reads batches and state.
        let memory = ProcessUsage.peakMemory()
        let limit = try hasLimit ? Double(count) / limitSeconds(engine, from: begun, to: ended) : nil
        guard engine.node.stop() else { throw CommandError(.no, "the node stopped without a last checkpoint") }
        run.tell("instances", "1/s", rate, cpu: cpuEach, limit: limit)
        if let stepsEach { run.tell(stepsEach.what, "1/s", rate * Double(stepsEach.count)) }
        run.tell("events", "1/s", rate * eventsEach)
        run.tell("written", "B/instance", Double(bytes) / Double(count))
        run.tell("memory", "MB", memory)
        if let limit { run.tell("limit: the same puts, no engine", "1/s", limit) }
        guard run.isLast else { return }
        let positions = try BenchReplay.positions(engine.log)
        run.tell("replay", "1/s", try BenchReplay.eventsPerSecond(engine.log, workflow, to: positions))
    }

    private func limitSeconds(
        _ engine: BenchEngine, from start: EmbeddedMark, to end: EmbeddedMark
    ) throws -> Double {
        // Not beside what the run has left to compact.
        engine.rest()
        return try BenchLimit().seconds(engine.log, from: start, to: end)
    }

    private func feed(_ engine: BenchEngine, prefix: String, count: Int, before: Int) throws {
        try BenchFeeder().feed(
            engine.log, workflow: workflow.name, prefix: prefix, count: count,
            isAhead: { $0 > Int(engine.node.statistics.instancesEnded) - before + BenchThroughput.window },
            input: input)
        try engine.awaitEnded(before + count)
    }
}
