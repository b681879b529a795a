package import SluiceEngine
import SluiceKernel

/// What the processes of a world share and what outlives them: topics, slots and committed state. In memory, without threads.
///
/// Confined to the one thread of its world.
package final class ScriptedBroker {
    package let shape: LogShape
    package let clock: VirtualClock
    package let agenda: Agenda
    package let trace: Trace
    package var settings: BrokerSettings
    var random: SeededRandom
    private var topics: [[ScriptedPartition]]
    package var stores: [ScriptedStore]
    /// Raised at each opening of a slot: an older opening is fenced.
    var epochs: [Int]
    private var watchers: [(slot: Int, waker: any Waker)] = []
    private var memberWatchers: [any Waker] = []
    private var feedWatchers: [any Waker] = []
    /// Topics of others, by name.
    var sources: [String: ScriptedSource] = [:]
    var nextMaking = 0
    /// Until when nothing is taken in, told or committed: what comes meanwhile waits.
    private(set) var stalledUntil: Int64 = .min
    /// Which process opened which slot, in order.
    package private(set) var openings: [(time: Int64, slot: Int, process: String)] = []
    private(set) var replySinks: [@Sendable (AppendRecord) -> Void] = []

    package init(
        shape: LogShape, clock: VirtualClock, agenda: Agenda, trace: Trace, seed: UInt64,
        settings: BrokerSettings = BrokerSettings()
    ) {
        self.shape = shape
        self.clock = clock
        self.agenda = agenda
        self.trace = trace
        self.settings = settings
        random = SeededRandom(seed: seed ^ 0xb20c_e500)
        let empty = ScriptedPartition()
        topics = (0...LogTopic.allCases.map { Int($0.rawValue) }.max()!).map { raw in
            let isSingle = [.definitions, .members, .shape].contains(LogTopic(rawValue: UInt8(raw)))
            return Array(repeating: empty, count: isSingle ? 1 : shape.partitions)
        }
        stores = Array(repeating: ScriptedStore(), count: shape.partitions)
        epochs = Array(repeating: 0, count: shape.slots)
    }

    subscript(topic: LogTopic, partition: Int) -> ScriptedPartition {
        get { topics[Int(topic.rawValue)][partition] }
        _modify { yield &topics[Int(topic.rawValue)][partition] }
    }

    func has(_ topic: LogTopic, _ partition: Int) -> Bool { topics[Int(topic.rawValue)].indices.contains(partition) }

    /// Appends a record now and wakes who reads it. Returns its offset.
    @discardableResult
    package func append(_ record: AppendRecord) -> Int64 {
        let skew = settings.skews[record.partition % settings.skews.count]
        let visibleAt = clock.now + settings.visibleAfter
        var headers = record.headers.isEmpty ? [] : RecordHeader.encode(record.headers.map { ($0.name, $0.value) })
        if record.topic == .announced || record.topic == .tasks { headers = named(record.destination, headers) }
        let offset = self[record.topic, record.partition].append(
            key: record.key, value: record.value, headers: headers, time: clock.now + skew, visibleAt: visibleAt)
        trace.note("\(record.topic.name)/\(record.partition) @\(offset) \(describe(record))")
        if record.topic == .batch { wakeFeeds() }
        guard record.topic == .events || record.topic == .members else { return offset }
        if settings.visibleAfter == 0 {
            wakeReaders(of: record.topic, record.partition)
        } else {
            agenda.schedule(at: visibleAt) { [self] in wakeReaders(of: record.topic, record.partition) }
        }
        return offset
    }

    private func describe(_ record: AppendRecord) -> String {
        switch record.topic {
        case .events: EventText.describe(record: record.value)
        case .members: HeartbeatText.describe(record.value)
        default: EventText.text(record.value)
        }
    }

    // MARK: standing still

    var isStalled: Bool { clock.now < stalledUntil }

    /// Stands still from now on for so long, as a broker that is paused: appends and commits wait, and nothing is read.
    package func stall(for milliseconds: Int64) {
        stalledUntil = clock.now + milliseconds
        trace.note("the log stands still for \(milliseconds) ms")
        agenda.schedule(at: stalledUntil) { [self] in
            for watcher in watchers { watcher.waker.wake() }
            for watcher in memberWatchers { watcher.wake() }
            wakeFeeds()
        }
    }

    /// Does it now, or once the log goes on.
    func whenGoingOn(_ action: @escaping () -> Void) {
        if isStalled { agenda.schedule(at: stalledUntil, action) } else { action() }
    }

    /// Deletes what a partition has below `offset`, whatever is committed of it: as an operator can.
    package func trim(_ topic: LogTopic, _ partition: Int, below offset: Int64) {
        self[topic, partition].trim(below: offset)
    }

    /// Adds records to their topic, as a checkpoint does with its outputs.
    package func append(_ batch: RecordBatch, to topic: LogTopic) {
        for record in batch.records {
            batch.withParts(of: record) { key, value, headers in
                let offset = self[topic, Int(record.partition)].append(
                    key: Array(key), value: value.map { Array($0) }, headers: Array(headers), time: clock.now,
                    visibleAt: clock.now)
                trace.note("\(topic.name)/\(record.partition) @\(offset) \(value.map { EventText.text($0) } ?? "null")")
            }
        }
    }

    /// Adds records for topics of others: those that take them keep them under their names, the rest are dead letters.
    func append(_ published: PublishedRecords) {
        for (index, record) in published.records.records.enumerated() {
            let name = published.topic(of: index)
            published.records.withParts(of: record) { key, value, headers in
                var batch = RecordBatch()
                let isRefused = settings.refusedTopics.contains(name)
                if isRefused {
                    UndeliveredRecord.append(
                        to: &batch, topic: name, "the script's topic takes nothing", partition: Int(record.partition),
                        time: clock.now, key: Array(key), value: Array(value ?? key), headers: Array(headers))
                } else {
                    named(name, Array(headers)).withUnsafeBytes {
                        batch.append(
                            partition: Int(record.partition), offset: 0, time: clock.now, key: key, value: value,
                            headers: $0)
                    }
                }
                append(batch, to: isRefused ? .deadLetters : .published)
            }
        }
    }

    private func named(_ topic: String, _ headers: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        headers.withUnsafeBytes { headers in
            do throws(CodecError) {
                try RecordHeader.encode(topic: topic, before: headers, to: &bytes)
            } catch {
                preconditionFailure("headers that do not decode: \(error)")
            }
        }
        return bytes
    }

    func watch(slot: Int, _ waker: any Waker) {
        watchers.removeAll { $0.slot == slot }
        watchers.append((slot, waker))
    }

    func note(opening slot: Int, by process: String) {
        openings.append((clock.now, slot, process))
        trace.note("\(process) opens slot \(slot), epoch \(epochs[slot])")
    }

    func watchMembers(_ waker: any Waker) { memberWatchers.append(waker) }

    func unwatchMembers(_ waker: any Waker) { memberWatchers.removeAll { $0 === waker } }

    func watchFeeds(_ waker: any Waker) { feedWatchers.append(waker) }

    func unwatchFeeds(_ waker: any Waker) { feedWatchers.removeAll { $0 === waker } }

    func wakeFeeds() { for watcher in feedWatchers { watcher.wake() } }

    private func wakeReaders(of topic: LogTopic, _ partition: Int) {
        if topic == .members { for watcher in memberWatchers { watcher.wake() } }
        guard topic == .events else { return }
        for watcher in watchers where shape.partitions(of: watcher.slot).contains(partition) { watcher.waker.wake() }
    }

    func addReplySink(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 {
        replySinks.append(sink)
        return UInt32((replySinks.count - 1) % shape.partitions)
    }

    // MARK: what a test looks at

    package func records(_ topic: LogTopic, _ partition: Int) -> [(offset: Int64, record: RecordBatch)] {
        let from = self[topic, partition]
        return (from.first..<from.end).map { offset in
            var batch = RecordBatch()
            _ = from.read(from: offset, to: offset + 1, partition: partition, bytes: 1, into: &batch)
            return (offset, batch)
        }
    }

    /// Values of a topic's partition as text, in order.
    package func texts(_ topic: LogTopic, _ partition: Int) -> [String] {
        self[topic, partition].records.map { String(decoding: $0.value ?? [], as: UTF8.self) }
    }

    package func rawKeys(_ topic: LogTopic, _ partition: Int) -> [[UInt8]] { self[topic, partition].records.map(\.key) }

    package func keys(_ topic: LogTopic, _ partition: Int) -> [String] {
        rawKeys(topic, partition).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Headers of a topic's partition, in order.
    package func headers(_ topic: LogTopic, _ partition: Int) -> [[String: String]] {
        self[topic, partition].records.map { record in
            let headers = (try? record.headers.withUnsafeBytes { try RecordHeader.decode($0) }) ?? []
            return Dictionary(
                headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }, uniquingKeysWith: { $1 })
        }
    }

    /// Drops the events at and behind these offsets, one for each partition.
    func cut(events limits: [Int64]) {
        for (partition, limit) in limits.enumerated() { self[.events, partition].drop(from: limit) }
    }

    /// A log with the same events and definitions, and no state: what a plain fold of them starts from.
    package func copyOfEvents(clock: VirtualClock, agenda: Agenda, trace: Trace) -> ScriptedBroker {
        let copy = ScriptedBroker(shape: shape, clock: clock, agenda: agenda, trace: trace, seed: 0, settings: settings)
        copy.settings.isReadOnly = true
        copy.settings.visibleAfter = 0
        for topic in [LogTopic.events, .definitions] {
            copy.topics[Int(topic.rawValue)] = topics[Int(topic.rawValue)].map { $0.allVisible }
        }
        return copy
    }
}
