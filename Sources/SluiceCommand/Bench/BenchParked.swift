/// The one-task throughput beside very many waiting instances, on the embedded log.
struct BenchParked: BenchWorkload {
    let name = "parked"
    let takesAllRuns = true
    /// How many are very many.
    let many: Int
    /// Instances of the one-task workflow in a run.
    let instances: Int

    func run(_ run: BenchRun) throws {
        try ParkedComparison(name: name, many: many, instances: instances) { .parked($0, instances: $1) }.run(run)
    }
}
