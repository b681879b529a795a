/// The one-task throughput beside very many waiting instances, on Kafka: two applications on the same brokers.
struct GroupParked: GroupWorkload {
    let name = "parked"
    let takesAllRuns = true
    /// How many are very many.
    let many: Int
    /// Instances of the one-task workflow in a run.
    let instances: Int

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        try ParkedComparison(name: name, many: many, instances: instances) {
            .groupParked($0, instances: $1, bootstrap: brokers.bootstrap)
        }.run(run)
    }
}
