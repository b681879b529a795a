package import SluiceEngine
import SluiceKernel

/// A process's connection to the scripted log: what the engine sees of it. Once the process is dead, nothing that it does has
/// an effect; reads go on, so that code which was in the middle of something comes to its end.
///
/// `@unchecked` since it is confined to the one thread of its world.
package final class ScriptedLog: EventLog, @unchecked Sendable {
    package let broker: ScriptedBroker
    package let monitor: PortMonitor
    package let name: String
    package private(set) var isDead = false
    /// Asked for each record appended, before ``PortMonitor/plan``'s answer for the whole call.
    package var recordFault: ((AppendRecord) -> PortFault?)?

    /// Asked for each opening of a slot, before ``PortMonitor/plan``: whether it fails.
    package var failsToOpen: ((_ slot: Int) -> Bool)?

    package init(broker: ScriptedBroker, monitor: PortMonitor, name: String) {
        self.broker = broker
        self.monitor = monitor
        self.name = name
    }

    package var shape: LogShape { broker.shape }

    package func die() {
        if !isDead { broker.trace.note("\(name) dies") }
        isDead = true
    }

    /// What the plan says of a call; a crash happens here.
    func fault(at call: PortCall) -> PortFault? {
        if isDead { return nil }
        let fault = monitor.fault(at: call)
        if case .crash = fault { die() }
        return fault
    }

    package func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        if isDead { return true }
        let fault = fault(at: .append)
        if fault == .full { return false }
        var broken: [(topic: LogTopic, partition: Int)] = []
        for record in records {
            var mine = fault ?? recordFault?(record)
            let isBehindFailed = broken.contains { $0 == (record.topic, record.partition) }
            if isBehindFailed && broker.settings.failsInOrder { mine = .fail }
            if !broker.has(record.topic, record.partition) { mine = .fail }
            append(record, mine, observer)
            if mine != nil { broken.append((record.topic, record.partition)) }
        }
        return true
    }

    private func append(_ record: AppendRecord, _ fault: PortFault?, _ observer: any AppendObserver) {
        let outcome: AppendOutcome
        switch fault {
        case nil where broker.settings.refusedTopics.contains(record.destination):
            outcome = .refused(LogError(.mismatch, "the script's topic takes nothing"))
        case nil where broker.isStalled:
            return broker.whenGoingOn { [self] in hear(.acknowledged(offset: put(record)), of: record, observer) }
        case nil: outcome = .acknowledged(offset: put(record))
        case .crash(let applied):
            if applied { _ = put(record) }
            return
        case .fail, .full: outcome = .failed(LogError(.io, "the script lets this append fail"))
        case .unknown(let applied):
            if applied { _ = put(record) }
            outcome = .unknown(LogError(.io, "the script keeps this append's outcome to itself"))
        }
        hear(outcome, of: record, observer)
    }

    private func hear(_ outcome: AppendOutcome, of record: AppendRecord, _ observer: any AppendObserver) {
        let jitter = broker.settings.acknowledgeJitter
        let delay =
            broker.settings.acknowledgeAfter + (jitter > 0 ? Int64.random(in: 0...jitter, using: &broker.random) : 0)
        broker.agenda.schedule(at: broker.clock.now + delay) { [self] in
            if !isDead { observer.appended(token: record.token, outcome: outcome) }
        }
    }

    private func put(_ record: AppendRecord) -> Int64 {
        if record.topic == .replies {
            let offset = broker.append(record)
            for (index, sink) in broker.replySinks.enumerated() where index % shape.partitions == record.partition {
                sink(record)
            }
            return offset
        }
        if broker.settings.isReadOnly { return -1 }
        return broker.append(record)
    }

    package func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog {
        let fault = fault(at: .open)
        if fault == .fail || fault == .unknown(applied: false) {
            throw LogError(.io, "the script refuses to open slot \(slot)")
        }
        if failsToOpen?(slot) ?? false { throw LogError(.io, "the script lets slot \(slot) fail here") }
        if broker.isStalled { throw LogError(.io, "the log stands still") }
        if fault != .crash(applied: false), !isDead || fault != nil {
            broker.epochs[slot] += 1
            broker.watch(slot: slot, waker)
        }
        if fault == .unknown(applied: true) { throw LogError(.io, "the script opens slot \(slot) without saying so") }
        broker.note(opening: slot, by: name)
        return ScriptedLaneLog(log: self, slot: slot, epoch: broker.epochs[slot], waker: waker)
    }

    package func reader(of origin: FeedOrigin, waker: any Waker) -> (any TopicReader)? {
        ScriptedTopicReader(log: self, origin: origin, waker: waker)
    }

    package func fed(batch partition: Int, below offset: Int64) {
        if isDead { return }
        broker[.batch, partition].trim(below: offset)
    }

    package func followMembers(waker: any Waker) throws(LogError) -> any MembersFeed {
        if let fault = fault(at: .read), fault == .fail { throw LogError(.io, "the script lets this read fail") }
        return ScriptedMembersFeed(broker: broker, waker: waker)
    }

    package func follow(slot: Int) -> (any SlotStandby)? {
        broker.settings.standbyAfter.map { ScriptedStandby(broker, slot, after: $0) }
    }

    package func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 {
        broker.addReplySink(sink)
    }

    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        if let fault = fault(at: .read), fault == .fail { throw LogError(.io, "the script lets this read fail") }
        guard broker.has(topic, partition) else { throw LogError(.outOfRange, "no partition \(partition)") }
        guard offset >= broker[topic, partition].first else {
            throw LogError(.outOfRange, "\(topic.name)/\(partition) begins at \(broker[topic, partition].first)")
        }
        var batch = RecordBatch()
        let end = broker[topic, partition].visibleEnd(now: broker.clock.now)
        _ = broker[topic, partition].read(from: offset, to: end, partition: partition, bytes: bytes, into: &batch)
        return batch
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        if let fault = fault(at: .range), fault == .fail { throw LogError(.io, "the script lets this call fail") }
        guard broker.has(topic, partition) else { throw LogError(.outOfRange, "no partition \(partition)") }
        let first = broker[topic, partition].first
        return first..<max(first, broker[topic, partition].visibleEnd(now: broker.clock.now))
    }

    package func readState(
        partition: Int, _ cell: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?) -> Void
    ) throws(LogError) -> Position {
        if let fault = fault(at: .read), fault == .fail { throw LogError(.io, "the script lets this read fail") }
        let store = broker.stores[partition]
        for (key, value) in zip(store.keys, store.values) where key[0] < CellKey.firstIndexKind {
            key.withUnsafeBytes { key in value.withUnsafeBytes { cell(key, $0) } }
        }
        return store.position
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        if let fault = fault(at: .trim), fault == .fail { throw LogError(.io, "the script lets this call fail") }
        if isDead { return }
        let position = broker.stores[partition].position
        broker[.events, partition].trim(below: min(offset, position.exists ? position.next : 0))
    }
}
