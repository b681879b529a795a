import SluiceKernel

/// The one-task throughput beside a few and beside very many instances that wait for a signal: two nodes, each a process of its
/// own, that run in turns.
struct ParkedComparison {
    private static let few = 10_000

    let name: String
    /// How many are very many.
    let many: Int
    /// Instances of the one-task workflow in a run.
    let instances: Int
    /// What a process with so many waiting instances, that runs so many others, is told.
    let role: (_ parked: Int, _ instances: Int) -> BenchRole

    func run(_ run: BenchRun) throws {
        let many = max(ParkedComparison.few, run.count(many))
        // A run must last, however few are parked.
        let count = max(15_000, Int(Double(instances) * min(1, run.scale * 10)))
        let small = try BenchProcess(role(ParkedComparison.few, count))
        _ = try answer(small, "ready")
        let large = try BenchProcess(role(many, count))
        let filled = try answer(large, "ready")
        for number in 0...run.runs {
            run.progress(number == 0 ? "\(name) warm-up" : "\(name) \(number)/\(run.runs)")
            // Who goes first alternates, and neither runs beside what the other has left to compact.
            var (few, lots) = (0.0, 0.0)
            if number % 2 == 0 { few = try rate(small, beside: large) }
            lots = try rate(large, beside: small)
            if number % 2 == 1 { few = try rate(small, beside: large) }
            if number == 0 { continue }
            run.tell("of 10 K parked", "ratio", lots / few)
            run.tell("instances beside 10 K", "1/s", few)
            run.tell("instances beside \(NumberText.grouped(many))", "1/s", lots)
        }
        run.tell("filled in", "1/s", filled)
        small.send("end")
        large.send("end")
        _ = try answer(small, "memory")
        run.tell("memory", "MB", try answer(large, "memory"))
        guard small.wait(), large.wait() else { throw CommandError(.no, "a node of \(name) failed") }
    }

    private func rate(_ node: BenchProcess, beside other: BenchProcess) throws -> Double {
        for process in [node, other] { process.send("rest") }
        for process in [node, other] { _ = try answer(process, "rested") }
        node.send("run")
        return try answer(node, "rate")
    }

    /// What the node says of `word`.
    private func answer(_ node: BenchProcess, _ word: String) throws -> Double {
        let line = node.line() ?? ""
        let parts = line.split(separator: " ")
        guard parts.count == 2, parts[0] == word, let value = Double(parts[1]) else {
            throw CommandError(.no, "a node of \(name) says \(line.quotedForMessage) where it owes its \(word)")
        }
        return value
    }
}
