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

    /// What the timed spans of a run add up to.
    private struct Spans {
        var instances = 0
        var seconds = 0.0
        var cpu = 0.0
        var bytes = 0
        /// What the limit took for the same batches.
        var limit = 0.0
    }

    func run(_ run: BenchRun) throws {
        let engine = try BenchEngine([workflow], keepsWrites: hasLimit)
        defer { engine.close() }
        let limit = hasLimit ? try BenchLimit() : nil
        // A machine's speed changes from one moment to the next: the limit is measured close to what it is the limit of.
        let rounds = hasLimit ? 3 : 1
        let count = max(1, run.count(instances) / rounds)
        var spans = Spans()
        var fed = 0
        for round in 0..<rounds { try measure(engine, limit, round, count, &fed, &spans) }
        let memory = ProcessUsage.peakMemory()
        guard engine.node.stop() else { throw CommandError(.no, "the node stopped without a last checkpoint") }
        let each = Double(spans.instances)
        let rate = each / spans.seconds
        let alone = limit == nil ? nil : each / spans.limit
        run.tell("instances", "1/s", rate, cpu: spans.cpu / each, limit: alone)
        if let stepsEach { run.tell(stepsEach.what, "1/s", rate * Double(stepsEach.count)) }
        run.tell("events", "1/s", rate * eventsEach)
        run.tell("written", "B/instance", Double(spans.bytes) / each)
        run.tell("memory", "MB", memory)
        if let alone { run.tell("limit: the same puts, no engine", "1/s", alone) }
        guard run.isLast else { return }
        let positions = try BenchReplay.positions(engine.log)
        run.tell("replay", "1/s", try BenchReplay.eventsPerSecond(engine.log, workflow, to: positions))
    }

    /// Warms up with a tenth of `count`, then measures `count`.
    private func measure(
        _ engine: BenchEngine, _ limit: BenchLimit?, _ round: Int, _ count: Int, _ fed: inout Int, _ spans: inout Spans
    ) throws {
        try feed(engine, prefix: "warm-\(round)-", count: max(1, count / 10), &fed)
        let written = engine.log.statistics
        let cpu = ProcessUsage.cpu()
        let begun = try EmbeddedMark(of: engine.log)
        let start = Clock.monotonic()
        try feed(engine, prefix: "order-\(round)-", count: count, &fed)
        spans.seconds += Double(Clock.monotonic() - start) / 1e6
        let ended = try EmbeddedMark(of: engine.log)
        spans.cpu += ProcessUsage.cpu() - cpu
        spans.instances += count
        let now = engine.log.statistics
        spans.bytes += now.eventBytes - written.eventBytes + now.stateBytes - written.stateBytes
        guard let limit else { return }
        engine.rest()
        spans.limit += try limit.seconds(engine.log, from: begun, to: ended)
    }

    private func feed(_ engine: BenchEngine, prefix: String, count: Int, _ fed: inout Int) throws {
        let before = fed
        var ended = 0
        try BenchFeeder().feed(
            engine.log, workflow: workflow.name, prefix: prefix, count: count,
            isAhead: { number in
                if number <= ended + BenchThroughput.window { return false }
                ended = Int(engine.node.statistics.instancesEnded) - before
                return number > ended + BenchThroughput.window
            }, input: input)
        fed += count
        try engine.awaitEnded(fed)
    }
}
