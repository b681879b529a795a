import SluiceKernel

/// Feeds the records of `definitions` to every partition, in two steps: `define` to all, and once all have it, all nodes know
/// it and the topics of its queues are there, `activate`, partition 0 last. The marks in partition 0's state tell how far it
/// got, so that whoever holds partition 0 next goes on.
struct DefinitionFeeder {
    /// Feed numbers of the two steps in ``Admission/Feed/partition``.
    private static let defining: UInt32 = 0
    private static let activating: UInt32 = 1
    /// Milliseconds between looks at the topic.
    private static let interval: Int64 = 20

    private enum Stage {
        case idle
        /// `define` went to all partitions.
        case defined(sequence: Int64, queues: [String], confirmedAt: UInt64)
        /// `activate` went to all partitions but 0.
        case activated(sequence: Int64, confirmedAt: UInt64)
        /// `activate` went to partition 0.
        case finishing(sequence: Int64)
    }

    private let log: any EventLog
    private let announcements: DefinitionAnnouncements
    private var stage = Stage.idle
    private var nextLook: Int64 = 0
    /// Records below say again what an earlier one said, and are not fed: nodes that start together may each have found a
    /// definition missing. Not kept: who begins anew finds them again.
    private var passed: Int64 = 0
    /// Other nodes read, or topics of queues are being made: when to look again, wall time.
    private(set) var waitsUntil: Int64?

    init(log: any EventLog, _ announcements: DefinitionAnnouncements) {
        self.log = log
        self.announcements = announcements
    }

    /// - Parameter document: of a definition that partition 0 knows.
    mutating func step(now: Int64, state: PartitionState, outbox: Outbox, document: (Int64) -> [UInt8]?) {
        switch stage {
        case .idle:
            guard now >= nextLook else { return }
            nextLook = now + DefinitionFeeder.interval
            begin(state, outbox, document)
        case .defined(let sequence, let queues, let confirmedAt):
            guard outbox.confirmed >= confirmedAt else { return }
            if let waitsUntil, now < waitsUntil { return }
            let mayGoOn = announcements.isKnown(sequence) && (queues.isEmpty || log.prepare(queues: queues))
            waitsUntil = mayGoOn ? nil : now + DefinitionFeeder.interval
            guard mayGoOn else { return }
            for partition in 1..<max(1, log.shape.partitions) { activate(sequence, partition, outbox) }
            stage = .activated(sequence: sequence, confirmedAt: outbox.appended)
            step(now: now, state: state, outbox: outbox, document: document)
        case .activated(let sequence, let confirmedAt):
            guard outbox.confirmed >= confirmedAt else { return }
            activate(sequence, 0, outbox)
            stage = .finishing(sequence: sequence)
        case .finishing(let sequence):
            if DefinitionFeeder.mark(DefinitionFeeder.activating, state) > sequence {
                stage = .idle
                nextLook = 0
            }
        }
    }

    /// Whether every record of `definitions` has gone to all partitions and taken effect.
    func isDone(_ state: PartitionState) -> Bool {
        guard case .idle = stage, let range = try? log.range(.definitions, partition: 0) else { return false }
        return max(passed, DefinitionFeeder.mark(DefinitionFeeder.activating, state)) >= range.upperBound
    }

    private static func mark(_ feed: UInt32, _ state: PartitionState) -> Int64 {
        state.feeds.first { $0.topic == 0 && $0.partition == feed }?.mark ?? 0
    }

    private mutating func begin(_ state: PartitionState, _ outbox: Outbox, _ document: (Int64) -> [UInt8]?) {
        let next = max(passed, DefinitionFeeder.mark(DefinitionFeeder.activating, state))
        guard let range = try? log.range(.definitions, partition: 0), range.upperBound > next,
            let batch = try? log.read(.definitions, partition: 0, from: next, bytes: 1),
            let record = batch.records.first
        else { return }
        let sequence = record.offset
        let isRepeat = batch.withParts(of: record) { _, value, _ in
            guard let value else { return false }
            return state.definitions.contains { known in
                known.sequence < sequence && document(known.sequence)?.elementsEqual(value) == true
            }
        }
        if isRepeat {
            passed = sequence + 1
            nextLook = 0
            return
        }
        var queues: [String] = []
        batch.withParts(of: record) { _, value, _ in
            let document = value ?? UnsafeRawBufferPointer(start: nil, count: 0)
            // What is no definition is refused where it is folded.
            queues = DefinitionReader.read(json: Array(document)).definition?.queues ?? []
            for partition in 0..<log.shape.partitions {
                let event = DefineEvent(sequence: sequence, document: document)
                append(.define(event), DefinitionFeeder.defining, sequence, partition, outbox)
            }
        }
        stage = .defined(sequence: sequence, queues: queues, confirmedAt: outbox.appended)
    }

    private func activate(_ sequence: Int64, _ partition: Int, _ outbox: Outbox) {
        let event = ActivateEvent(sequence: sequence, target: .definition(sequence))
        append(.activate(event), DefinitionFeeder.activating, sequence, partition, outbox)
    }

    private func append(
        _ event: Event, _ feed: UInt32, _ sequence: Int64, _ partition: Int, _ outbox: Outbox
    ) {
        var writer = RecordWriter()
        // Each record is fed whole before the next: what came before it is applied everywhere, so none is missing.
        let admission = Admission.Feed(topic: 0, incarnation: 0, partition: feed, previous: -1, offset: sequence)
        writer.append(event, admission: .feed(admission))
        outbox.append(AppendRecord(partition: partition, value: writer.take()))
    }
}
