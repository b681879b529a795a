import SluiceEngine

/// When something began, and what had been used of the processor by then.
struct GroupMoment: Sendable {
    let time: Int64
    let cpu: (own: Int64, brokers: Int64)

    init(on brokers: BenchBrokers) {
        time = Clock.monotonic()
        cpu = brokers.processorTime
    }
}
