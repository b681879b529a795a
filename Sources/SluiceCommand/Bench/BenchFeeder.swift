import SluiceEngine
import SluiceKernel
import Synchronization

/// Appends starts as fast as the log takes them, packed, with bounded appends under way.
final class BenchFeeder: AppendObserver {
    private let open = Mutex(0)
    private let latch = Latch()
    private let failed = Mutex<String?>(nil)
    /// Starts packed into a record.
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
        let name = Array(workflow.utf8)
        var writers = (0..<log.shape.partitions).map { _ in RecordWriter() }
        var id: [UInt8] = []
        var body: [UInt8] = []
        for number in 0..<count {
            id.removeAll(keepingCapacity: true)
            id.append(contentsOf: prefix.utf8)
            BenchPayload.integer(number, into: &id)
            body.removeAll(keepingCapacity: true)
            input(number, &body)
            let partition = log.shape.partition(of: id)
            id.withUnsafeBytes { id in
                name.withUnsafeBytes { name in
                    body.withUnsafeBytes {
                        writers[partition].append(
                            .started(StartedEvent(instance: id, definition: name, id: id, input: $0)))
                    }
                }
            }
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
