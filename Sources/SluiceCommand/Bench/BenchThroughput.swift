import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// How many instances of a workflow end in a second, appends durable, with a bounded number of them open.
struct BenchThroughput {
    /// Starts that are at most ahead of the ends: what a producer that looks at the lag would keep.
    private static let window = 8_000

    let name: String
    let workflow: any AnyWorkflow
    let instances: Int
    let eventsEach: Double
    /// Tasks or transforms of an instance, where those are what counts.
    let stepsEach: Int?
    let input: (Int, inout [UInt8]) -> Void
    /// Puts the same keys and values into RocksDB with no engine, and shows the share that the engine reaches.
    let hasLimit: Bool

    func measure(_ run: BenchRun) throws {
        var rates: [Double] = []
        var limits: [Double] = []
        var cpus: [Double] = []
        var memory: [Double] = []
        var bytes: [Double] = []
        for number in 0..<run.runs {
            run.progress("\(name) \(number + 1)/\(run.runs)")
            let engine = try BenchEngine([workflow], keepsWrites: hasLimit)
            defer { engine.close() }
            let warm = instances / 10
            try feed(engine, prefix: "warm-", count: warm, before: 0)
            let written = engine.log.statistics
            let cpu = ProcessUsage.cpu()
            let start = Clock.monotonic()
            try feed(engine, prefix: "order-", count: instances, before: warm)
            let seconds = Double(Clock.monotonic() - start) / 1e6
            rates.append(Double(instances) / seconds)
            cpus.append((ProcessUsage.cpu() - cpu) / Double(instances))
            memory.append(ProcessUsage.resident())
            let now = engine.log.statistics
            bytes.append(
                Double(now.eventBytes - written.eventBytes + now.stateBytes - written.stateBytes) / Double(instances))
            if hasLimit { limits.append(Double(instances + warm) / (try BenchLimit.seconds(engine))) }
        }
        let rate = BenchFigure(workload: name, log: "", figure: "", unit: "", runs: rates).median
        let limit =
            limits.isEmpty ? nil : BenchFigure(workload: name, log: "", figure: "", unit: "", runs: limits).median
        run.emit(name, "instances", "1/s", rates, cpu: cpus, ofLimit: limit.map { rate / $0 })
        if let stepsEach { run.emit(name, "steps", "1/s", rates.map { $0 * Double(stepsEach) }) }
        run.emit(name, "events", "1/s", rates.map { $0 * eventsEach })
        run.emit(name, "written", "B/instance", bytes)
        run.emit(name, "memory", "MB", memory)
        if !limits.isEmpty { run.emit(name, "limit: the same puts, no engine", "instances/s", limits) }
    }

    private func feed(_ engine: BenchEngine, prefix: String, count: Int, before: Int) throws {
        try BenchFeeder().feed(
            engine.log, workflow: workflow.name, prefix: prefix, count: count,
            isAhead: { $0 > Int(engine.node.statistics.instancesEnded) - before + BenchThroughput.window }, input: input
        )
        try engine.awaitEnded(UInt64(before + count))
    }
}
