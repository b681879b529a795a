import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// A node of ``BenchParked``: fills itself with waiting instances, then measures as often as it is told to.
struct BenchParkedNode {
    /// Starts that are at most ahead of the fold while it is filled.
    private static let window = 50_000

    let parked: Int
    let instances: Int

    func run() throws {
        let runner = BenchmarkWorkflows.oneTaskOnBytes
        let engine = try BenchEngine([BenchWorkflows.parked, runner])
        defer { engine.close() }
        let start = Clock.monotonic()
        try fill(engine)
        let rate = Double(parked) / (Double(Clock.monotonic() - start) / 1e6)
        say("ready", rate)
        var number = 0
        while let word = readLine() {
            if word == "rest" {
                say("rested", engine.rest())
                continue
            }
            guard word == "run" else { return say("memory", ProcessUsage.peakMemory()) }
            number += 1
            let before = number * instances - instances
            let start = Clock.monotonic()
            try BenchFeeder().feed(
                engine.log, workflow: runner.name, prefix: "run-\(number)-", count: instances,
                isAhead: { $0 > Int(engine.node.statistics.instancesEnded) - before + BenchThroughput.window },
                input: BenchPayload.purchase)
            try engine.awaitEnded(before + instances)
            say("rate", Double(instances) / (Double(Clock.monotonic() - start) / 1e6))
        }
    }

    private func fill(_ engine: BenchEngine) throws {
        var lastTold = Clock.monotonic()
        try BenchFeeder().feed(
            engine.log, workflow: BenchWorkflows.parked.name, prefix: "parked-", count: parked,
            isAhead: { number in
                let started = Int(engine.node.statistics.instancesStarted)
                if Clock.monotonic() - lastTold > 5_000_000 {
                    lastTold = Clock.monotonic()
                    StandardError.line(
                        "bench: \(NumberText.grouped(started)) of \(NumberText.grouped(parked)) parked")
                }
                return number > started + BenchParkedNode.window
            }, input: BenchPayload.integer)
        try engine.awaitStarted(parked)
    }

    private func say(_ word: String, _ value: Double) {
        StandardOutput.line("\(word) \(value)")
        StandardOutput.flush()
    }
}
