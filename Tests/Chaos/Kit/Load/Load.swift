/// Sends instances at a steady rate, each with what belongs to it, and writes down what was acknowledged.
package struct Load {
    package struct Settings: Sendable {
        package var brokers: String
        package var topic: String
        package var partitions: Int
        /// Events a second.
        package var rate: Int
        /// Where the ledger goes.
        package var ledger: String
        /// Instances at most; nil: until it is told to stop.
        package var limit: Int?
        /// Of what kind they are; nil: the mix.
        package var kind: Kind?
        /// The number of the first instance.
        package var first = 0

        package init(brokers: String, topic: String, partitions: Int, rate: Int, ledger: String) {
            self.brokers = brokers
            self.topic = topic
            self.partitions = partitions
            self.rate = rate
            self.ledger = ledger
        }
    }

    /// Unacknowledged events, beyond which nothing new is sent: while the brokers are away there is no load.
    private static let mostUnacknowledged = 4_000
    /// How many instances later than its start a signal is sent.
    private static let distance = 100

    private let settings: Settings
    private let producer: LoadProducer
    private let ledger: LineFile
    private var sent = 0
    private var acknowledged = 0
    private var next: Int
    /// Microseconds for which it sent: those for which it waited, since the brokers took nothing, left out.
    private var sendingTime: Int64 = 0

    package init(_ settings: Settings) throws(ChaosError) {
        self.settings = settings
        next = settings.first
        producer = try LoadProducer(
            brokers: settings.brokers, topic: settings.topic, partitions: settings.partitions)
        ledger = try LineFile(appendingTo: settings.ledger)
    }

    /// Runs until `isStopped` or the limit, then until all that was sent is acknowledged.
    ///
    /// - Returns: events that were acknowledged, repeats included, and how many that were a second, while the brokers took any.
    package mutating func run(until isStopped: () -> Bool) throws(ChaosError) -> (count: Int, rate: Int) {
        var due = 0.0
        var last = Monotonic.now()
        var isHeldUp = false
        let end = settings.limit.map { settings.first + $0 } ?? Int.max
        while !isStopped() && next < end {
            let now = Monotonic.now()
            due = min(due + Double(now - last) / 1_000_000 * Double(settings.rate), Double(settings.rate))
            if !isHeldUp { sendingTime += now - last }
            last = now
            isHeldUp = producer.unacknowledged > Load.mostUnacknowledged
            if isHeldUp { due = 0 }
            while due >= 1 && next < end { due -= Double(sendNext()) }
            try hear(milliseconds: 5)
        }
        let sentInTime = acknowledged
        // Signals that were to come later.
        for number in max(settings.first, next - Load.distance)..<max(settings.first, next) { sendSignal(of: number) }
        while producer.unacknowledged > 0 { try hear(milliseconds: 50) }
        try ledger.add(Ledger.end(acknowledged))
        return (acknowledged, Int(Int64(sentInTime) * 1_000_000 / max(1, sendingTime)))
    }

    private func subject(_ number: Int) -> Subject { settings.kind.map { Subject($0, number) } ?? .ofLoad(number) }

    /// The start of an instance, and the signal of an earlier one.
    ///
    /// - Returns: events sent.
    private mutating func sendNext() -> Int {
        let before = sent
        let subject = subject(next)
        if subject.kind.isSignalled && subject.isSignalledEarly { send(LoadEvent(.signal, subject)) }
        send(LoadEvent(.start, subject), isTwice: subject.isStartedTwice)
        if next - Load.distance >= settings.first { sendSignal(of: next - Load.distance) }
        next += 1
        return sent - before
    }

    private mutating func sendSignal(of number: Int) {
        let subject = subject(number)
        guard subject.kind.isSignalled else { return }
        if !subject.isSignalledEarly { send(LoadEvent(.signal, subject)) }
        if subject.isSignalledTwice { send(LoadEvent(.signal, subject)) }
    }

    private mutating func send(_ event: LoadEvent, isTwice: Bool = false) {
        for _ in 0..<(isTwice ? 2 : 1) {
            producer.send(event)
            sent += 1
        }
    }

    private mutating func hear(milliseconds: Int32) throws(ChaosError) {
        let events = try producer.poll(milliseconds: milliseconds)
        if events.isEmpty { return }
        acknowledged += events.count
        try ledger.add(events.map(Ledger.line).joined())
    }
}
