import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Folds the events of a stored log again, from the first on, into a store in memory: no faults, no tasks, no threads.
enum PlainReplay {
    static func fold(
        _ stored: StoredLog, _ registrations: [Registration]
    ) -> (stores: [ScriptedStore], violations: [String]) {
        let clock = VirtualClock(now: 0)
        let trace = Trace(clock: clock, isOn: false)
        let broker = ScriptedBroker(
            shape: stored.shape, clock: clock, agenda: Agenda(), trace: trace, seed: 0)
        for record in stored.definitions { append(record, .definitions, broker) }
        // Append times are those of the log: the clock follows them, over all partitions.
        for record in stored.events.joined().sorted(by: { ($0.time, $0.offset) < ($1.time, $1.offset) }) {
            clock.advance(to: record.time)
            append(record, .events, broker)
        }
        var plan = NodePlan(
            slots: Array(0..<stored.shape.slots), registry: DefinitionRegistry(registrations))
        plan.crash.skipped = Oracle.setAside(stored.cells.map { $0.map(\.key) })
        let (stores, violations) = Oracle.fold(
            broker, plan, cut: .oneCheckpoint, limits: stored.positions.map(\.next))
        return (stores, violations)
    }

    private static func append(_ record: StoredLog.Record, _ topic: LogTopic, _ broker: ScriptedBroker) {
        let headers = (try? record.headers.withUnsafeBytes { try RecordHeader.decode($0) }) ?? []
        broker.append(
            AppendRecord(
                topic: topic, partition: record.partition, key: record.key, headers: headers, value: record.value))
    }

    /// The first cell that differs, and whether hashes and positions do.
    static func differences(_ stored: StoredLog, _ stores: [ScriptedStore]) -> [String] {
        var differences: [String] = []
        for partition in 0..<stored.shape.partitions {
            let store = stores[partition]
            if store.position.next != stored.positions[partition].next {
                differences.append(
                    "partition \(partition): position \(stored.positions[partition].next), folded again \(store.position.next)"
                )
            }
            if store.position.hash != stored.positions[partition].hash {
                differences.append("partition \(partition): hash differs from that of a fold from the first event on")
            }
            let left = stored.cells[partition]
            if let at = zip(left, zip(store.keys, store.values)).enumerated().first(where: {
                $0.element.0.key != $0.element.1.0 || $0.element.0.value != $0.element.1.1
            }) {
                let key = at.element.0.key
                differences.append(
                    "partition \(partition): cell \(key[0]) \(String(decoding: key.dropFirst(), as: UTF8.self))")
            } else if left.count != store.count {
                differences.append("partition \(partition): \(left.count) cells, folded again \(store.count)")
            }
        }
        return differences
    }
}
