import SluiceEngine

/// How long something took, and the processor time that went into it.
struct GroupSpan: Sendable {
    let seconds: Double
    /// Microseconds of this process, and of the broker.
    let own: Int64
    let broker: Int64

    init(since start: GroupMoment, on brokers: BenchBrokers) {
        let cpu = brokers.processorTime
        seconds = Double(Clock.monotonic() - start.time) / 1e6
        own = cpu.own - start.cpu.own
        broker = cpu.brokers - start.cpu.brokers
    }

    /// Tells the rate of `count` units, with what each has cost.
    func tell(_ run: BenchRun, _ figure: String, _ count: Int, of unit: String, before prefix: String = "") {
        let each = Double(count)
        run.tell(figure, "1/s", each / seconds, cpu: Double(own + broker) / each)
        tellProcessor(run, count, of: unit, before: prefix)
    }

    func tellProcessor(_ run: BenchRun, _ count: Int, of unit: String, before prefix: String = "") {
        let each = Double(count)
        run.tell("\(prefix)processor, own", "us/\(unit)", Double(own) / each)
        run.tell("\(prefix)processor, broker", "us/\(unit)", Double(broker) / each)
    }
}
