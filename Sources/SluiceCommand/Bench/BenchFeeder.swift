import SluiceEngine
import SluiceKernel
import Synchronization

/// Appends events as fast as the log takes them, packed, with bounded appends under way.
final class BenchFeeder: AppendObserver {
    private let open = Mutex(0)
    private let latch = Latch()
    private let failed = Mutex<String?>(nil)
    /// Events packed into a record.
    private let entries: Int
    /// Records under way.
    private let bound: Int

    private let topic: LogTopic

    init(entries: Int = 64, topic: LogTopic = .events) {
        self.entries = entries
        self.topic = topic
        bound = 256 * 64 / entries
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        if case .acknowledged = outcome {} else { failed.withLock { $0 = "\(outcome)" } }
        open.withLock { $0 -= 1 }
        latch.wake()
    }

    /// Appends `count` starts of `workflow`; ids and inputs vary. `isAhead` holds it back: it is asked now and then with
    /// how many were appended.
    func feed(
        _ log: any EventLog, workflow: String, prefix: String, count: Int, isAhead: (Int) -> Bool = { _ in false },
        input: (Int, inout [UInt8]) -> Void
    ) throws {
        let workflow = Array(workflow.utf8)
        try feed(log, prefix, count, isAhead, instance: { $0 }, input) { writer, id, input, _ in
            workflow.withUnsafeBytes {
                writer.append(.started(StartedEvent(instance: id, definition: $0, id: id, input: input)))
            }
        }
    }

    /// Appends a signal of each name to each of `instances`: all of one name, then all of the next, the instances of each in
    /// another order. Signals without an id, which are never repeats.
    ///
    /// - Parameter data: by the number of the signal: that of its instance and those of all names before.
    func signal(
        _ log: any EventLog, _ names: [String], prefix: String, instances: Int, data: (Int, inout [UInt8]) -> Void
    ) throws {
        let names = names.map { Array($0.utf8) }
        func instance(_ number: Int) -> Int {
            let round = number / instances
            // 7,919 is a prime: unless it divides the number of instances, each comes once.
            return (number % instances * 7_919 + round * 31_337) % instances
        }
        precondition(instances % 7_919 != 0)
        try feed(
            log, prefix, instances * names.count, { _ in false }, instance: instance,
            { data($0 / instances * instances + instance($0), &$1) }
        ) { writer, id, data, number in
            names[number / instances].withUnsafeBytes { name in
                let none = UnsafeRawBufferPointer(start: nil, count: 0)
                writer.append(.signaled(SignaledEvent(instance: id, name: name, id: none, data: data)))
            }
        }
    }

    private func feed(
        _ log: any EventLog, _ prefix: String, _ count: Int, _ isAhead: (Int) -> Bool, instance: (Int) -> Int,
        _ input: (Int, inout [UInt8]) -> Void,
        append: (inout RecordWriter, _ id: UnsafeRawBufferPointer, _ body: UnsafeRawBufferPointer, _ number: Int) ->
            Void
    ) throws {
        var writers = (0..<log.shape.partitions).map { _ in RecordWriter() }
        var id: [UInt8] = []
        var body: [UInt8] = []
        for number in 0..<count {
            id.removeAll(keepingCapacity: true)
            id.append(contentsOf: prefix.utf8)
            BenchPayload.integer(instance(number), into: &id)
            body.removeAll(keepingCapacity: true)
            input(number, &body)
            let partition = log.shape.partition(of: id)
            id.withUnsafeBytes { id in body.withUnsafeBytes { append(&writers[partition], id, $0, number) } }
            if writers[partition].entries >= entries {
                try send(log, AppendRecord(topic: topic, partition: partition, value: writers[partition].take()))
                while isAhead(number) { latch.wait(microseconds: 500) }
            }
        }
        for partition in writers.indices where writers[partition].entries > 0 {
            try send(log, AppendRecord(topic: topic, partition: partition, value: writers[partition].take()))
        }
        while open.withLock({ $0 }) > 0 { latch.wait(microseconds: 1_000) }
        if let failure = failed.withLock({ $0 }) {
            throw LogError(.io, "an append of the benchmark failed: \(failure)")
        }
    }

    private func send(_ log: any EventLog, _ record: AppendRecord) throws {
        while open.withLock({ $0 }) >= bound { latch.wait(microseconds: 1_000) }
        open.withLock { $0 += 1 }
        while !log.append([record], observer: self) { latch.wait(microseconds: 1_000) }
    }
}
