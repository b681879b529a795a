import Sluice
import SluiceEngine
import SluiceKafka
import SluiceKernel

/// How many events advance an instance in a second on Kafka: each is a signal that a waiting instance takes, changes its state
/// and gives a record out, everything committed. The instances are there, and a backlog of signals, a record each, is in the
/// topic, before the node begins.
struct GroupAdvance: GroupWorkload {
    private static let prefix = "i-"

    let name: String
    let instances: Int
    /// Signals that each instance takes, one after the other; its state keeps all of them.
    let signals: Int
    let hasLimit: Bool
    let peer: BenchPeer.Load?

    func run(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let instances = run.count(instances)
        let application = try GroupApplication(name, on: brokers)
        defer { application.close() }
        let workflow = BenchWorkflows.advancing(signals, publishingTo: application.published)
        let registrations = try Registrations.of([workflow])
        try application.prepare(registrations) { node in
            try BenchFeeder().feed(
                application.log, workflow: workflow.name, prefix: GroupAdvance.prefix, count: instances,
                input: BenchPayload.integer)
            try node.wait(for: instances, "instances started") { $0.instancesStarted }
        }
        try signal(application.log, instances)
        let node = application.node(registrations)
        defer { node.stop() }
        let drain = GroupDrain(node: node, brokers: brokers, what: "signals taken")
        let span = try drain.measure(upTo: instances * signals) { $0.published }
        let memory = ProcessUsage.peakMemory()
        node.stop()
        let outputBytes = try check(application, instances)
        span.tell(run, "events", instances * signals, of: "event")
        run.tell("memory", "MB", memory)
        run.tell("state at the end", "B/instance", try stateBytes(application.log, instances))
        run.tell("published", "B/record", outputBytes)
    }

    func runBare(_ run: BenchRun, on brokers: BenchBrokers) throws {
        let instances = run.count(instances)
        let application = try GroupApplication("bare-\(name)", on: brokers)
        defer { application.close() }
        try signal(application.log, instances)
        application.disconnect()
        let span = try GroupBare(application: application, brokers: brokers).measure(instances * signals, .advance)
        var given = [Int](repeating: 0, count: instances)
        let topic = CommittedTopic(name: application.settings.name(of: .outcomes), settings: application.settings)
        try topic.forEach { record, batch in
            batch.withParts(of: record) { key, _, _ in
                let number = InstanceNumber.of(key, prefix: Array(GroupAdvance.prefix.utf8))
                if let number, number < instances { given[number] += 1 }
            }
        }
        guard given.allSatisfy({ $0 == signals }) else {
            throw CommandError(.no, "the bare fold gave out \(given.reduce(0, +)) of \(instances * signals) records")
        }
        span.tell(run, "limit: no engine", instances * signals, of: "event", before: "limit: ")
    }

    private func signal(_ log: any EventLog, _ instances: Int) throws {
        try BenchFeeder(entries: 1).signal(
            log, (1...signals).map { "event-\($0)" }, prefix: GroupAdvance.prefix, instances: instances,
            data: BenchPayload.purchase)
    }

    /// Each instance has given out each of its signals once, in order, and nothing else.
    ///
    /// - Returns: bytes of a record, headers included.
    private func check(_ application: GroupApplication, _ instances: Int) throws -> Double {
        let prefix = Array(GroupAdvance.prefix.utf8)
        var given = [Int](repeating: 0, count: instances)
        var (records, wrong, bytes) = (0, 0, 0)
        var expected: [UInt8] = []
        let topic = CommittedTopic(name: application.published, settings: application.settings)
        try topic.forEach { record, batch in
            batch.withParts(of: record) { key, value, headers in
                records += 1
                bytes += key.count + (value?.count ?? 0) + headers.count
                guard let number = InstanceNumber.of(key, prefix: prefix), number < instances else { return wrong += 1 }
                expected.removeAll(keepingCapacity: true)
                BenchPayload.purchase(given[number] * instances + number, into: &expected)
                given[number] += 1
                if value?.elementsEqual(expected) != true { wrong += 1 }
            }
        }
        guard wrong == 0, given.allSatisfy({ $0 == signals }) else {
            throw CommandError(
                .no, "\(records) records were given out for \(instances * signals) signals, \(wrong) of them wrong")
        }
        return Double(bytes) / Double(max(1, records))
    }

    /// Bytes of the cells that an instance has in the committed state, keys included.
    private func stateBytes(_ log: any EventLog, _ instances: Int) throws -> Double {
        var bytes = 0
        for partition in 0..<log.shape.partitions {
            // By key, for a cell that comes again replaces what came before.
            var own: [[UInt8]: Int] = [:]
            _ = try log.readState(partition: partition) { key, value in
                own[Array(key)] = value.map { key.count + $0.count }
            }
            bytes += own.values.reduce(0, +)
        }
        return Double(bytes) / Double(instances)
    }
}
