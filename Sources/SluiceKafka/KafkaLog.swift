import CRdKafka
package import SluiceEngine
import SluiceKernel
import Synchronization

/// The event log on Apache Kafka.
///
/// Events are appended by a gapless producer, outside transactions; a checkpoint is one transaction of its slot's own
/// producer; a slot's committed state is what its partitions of the `checkpoints` topic hold.
package final class KafkaLog: EventLog {
    package let settings: KafkaSettings
    private let sink: any LogSink
    private let events: RecordProducer
    private let plain: RecordProducer
    private let definitions: DefinitionsFollower
    /// Sees undecided records too: for ends.
    private let uncommitted: Mutex<KafkaReader>
    private let ranges: Mutex<RangeReader>
    private let receivers = Mutex<[RepliesReceiver]>([])
    private let trimmer: EventTrimmer

    /// Connects as a holder of slots: makes the topics that are missing, and checks how those that are there are cut and set.
    ///
    /// - Throws: `invalid settings` before anything is asked for, `unavailable` when no broker answers, `denied` when it
    ///   refuses us or a right is missing, `mismatch` with everything about the topics that must be changed.
    package static func connect(
        _ settings: KafkaSettings, sink: any LogSink = SilentLog()
    ) throws(LogError) -> KafkaLog {
        let settings = try settings.prepared()
        settings.warn(sink)
        let admin = try AdminClient(settings, sink: sink)
        defer { admin.close() }
        try TopicSetup(settings, admin.handle, sink: sink).prepare()
        return try KafkaLog(settings, sink: sink)
    }

    init(_ settings: KafkaSettings, sink: any LogSink) throws(LogError) {
        self.settings = settings
        self.sink = sink
        trimmer = EventTrimmer(settings, sink: sink)
        let reader = try KafkaReader(settings, isCommitted: false, sink: sink)
        definitions = try DefinitionsFollower(settings: settings, sink: sink, uncommitted: reader)
        uncommitted = Mutex(reader)
        ranges = Mutex(RangeReader(try KafkaReader(settings, isCommitted: true, sink: sink)))
        do throws(KafkaError) {
            events = try RecordProducer(
                name: "events", settings.gaplessProducer(), topics: [.events: settings.name(of: .events)], sink: sink)
            plain = try RecordProducer(
                name: "plain", settings.plainProducer(),
                topics: [
                    .definitions: settings.name(of: .definitions), .replies: settings.name(of: .replies),
                ], sink: sink)
        } catch { throw LogError(error, "a producer") }
    }

    package var shape: LogShape { settings.shape }

    // MARK: appending

    package func append(_ records: [AppendRecord], observer: any AppendObserver) -> Bool {
        guard let first = records.first else { return true }
        let producer = first.topic == .events ? events : plain
        // One call, one kind of topic: taking half of a call is no choice.
        precondition(
            records.allSatisfy { ($0.topic == .events) == (first.topic == .events) },
            "events are appended by calls of their own")
        return producer.append(records[...], observer: observer)
    }

    package func receiveReplies(_ sink: @escaping @Sendable (AppendRecord) -> Void) -> UInt32 {
        let partition = Int.random(in: 0..<settings.replyPartitions)
        let receiver = RepliesReceiver(settings: settings, partition: partition, logSink: self.sink, sink)
        receivers.withLock { $0.append(receiver) }
        return UInt32(partition)
    }

    // MARK: slots

    package func open(slot: Int, waker: any Waker) throws(LogError) -> any LaneLog {
        guard slot >= 0 && slot < shape.slots else {
            throw LogError(.mismatch, "slot \(slot): the log has \(shape.slots)")
        }
        let partitions = shape.partitions(of: slot)
        // The older owner's transaction is ended while the group takes the member in.
        let checkpointer = Checkpointer(slot: slot, settings: settings, sink: sink, waker: waker)
        var member: SlotMember?
        do {
            let joined = try join(slot, waker)
            member = joined
            try checkpointer.waitUntilOpen()
            let offsets = try committedOffsets(joined, partitions)
            let started = Clock.monotonic()
            let (restored, ends) = try restore(partitions)
            try check(offsets, against: restored, partitions)
            var stores: [any PartitionStore] = []
            for (index, partition) in partitions.enumerated() { stores.append(try store(restored[index], partition)) }
            note(partitions, restored)
            sink.log(
                .info, "slot opened",
                [
                    ("slot", "\(slot)"), ("cells", "\(restored.reduce(0) { $0 + $1.cells.count })"),
                    ("restore_ms", "\((Clock.monotonic() - started) / 1_000)"),
                ])
            return KafkaLane(
                slot: slot, partitions: partitions, member: joined, checkpointer: checkpointer, stores: stores,
                positions: restored.map { $0.position }, ends: ends, trimmer: trimmer)
        } catch {
            checkpointer.close()
            member?.close()
            throw error
        }
    }

    private func join(_ slot: Int, _ waker: any Waker) throws(LogError) -> SlotMember {
        do throws(KafkaError) {
            let member = try SlotMember(slot: slot, settings: settings, sink: sink, waker: waker)
            do throws(KafkaError) {
                try member.join(patience: settings.patience)
                return member
            } catch {
                member.close()
                throw error
            }
        } catch {
            throw LogError(
                error, "joining group \(settings.group) as \(settings.identity(of: slot))",
                needs: settings.checkpointRights)
        }
    }

    /// Asking for them waits until no transaction can change them any more.
    private func committedOffsets(_ member: SlotMember, _ partitions: Range<Int>) throws(LogError) -> [Int64?] {
        let deadline = Clock.monotonic() + settings.patience * 1_000
        while true {
            do throws(KafkaError) { return try member.committed(partitions, timeout: 5_000) } catch {
                guard error.mayPass, Clock.monotonic() < deadline else {
                    throw LogError(error, "partitions \(partitions) of group \(settings.group)")
                }
            }
        }
    }

    private func restore(_ partitions: Range<Int>) throws(LogError) -> ([RestoredPartition], ends: [Int64]) {
        let ranges = try watermarks(settings.checkpoints, partitions)
        let restored = try CheckpointRestore(settings: settings, sink: sink).run(partitions, ranges)
        return (restored, try watermarks(settings.name(of: .events), partitions).map { $0.upperBound })
    }

    /// What there is of each partition, undecided records included.
    private func watermarks(_ topic: String, _ partitions: Range<Int>) throws(LogError) -> [Range<Int64>] {
        let result: Result<[Range<Int64>], LogError> = uncommitted.withLock { reader in
            do throws(LogError) {
                var ranges: [Range<Int64>] = []
                for partition in partitions { ranges.append(try reader.watermarks(topic, partition)) }
                return .success(ranges)
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The position record decides; the group's offset, committed with it, is a cross-check.
    private func check(
        _ offsets: [Int64?], against restored: [RestoredPartition], _ partitions: Range<Int>
    ) throws(LogError) {
        for (index, partition) in partitions.enumerated() {
            let position = restored[index].position
            guard (offsets[index] ?? 0) != position.next else { continue }
            sink.log(
                .warning, "the group's offset differs from the position of the checkpoint, which counts",
                [
                    ("partition", "\(partition)"), ("position", "\(position.next)"),
                    ("offset", offsets[index].map { "\($0)" } ?? "none"),
                ])
        }
    }

    private func store(_ restored: RestoredPartition, _ partition: Int) throws(LogError) -> any PartitionStore {
        do throws(CodecError) { return try restored.store() } catch {
            throw LogError(.corrupt, "the index of partition \(partition) cannot be rebuilt: \(error)")
        }
    }

    private func note(_ partitions: Range<Int>, _ restored: [RestoredPartition]) {
        for (index, partition) in partitions.enumerated() {
            trimmer.note(partition, committed: restored[index].position.next)
        }
    }

    // MARK: reading

    package func read(
        _ topic: LogTopic, partition: Int, from offset: Int64, bytes: Int
    ) throws(LogError) -> RecordBatch {
        if topic == .definitions { return definitions.read(from: offset, bytes: bytes) }
        let result: Result<RecordBatch, LogError> = ranges.withLock { ranges in
            do throws(LogError) {
                return .success(try ranges.read(settings.name(of: topic), partition, from: offset, bytes: bytes))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    package func range(_ topic: LogTopic, partition: Int) throws(LogError) -> Range<Int64> {
        if topic == .definitions { return definitions.range }
        let result: Result<Range<Int64>, LogError> = ranges.withLock { ranges in
            do throws(LogError) {
                return .success(try ranges.range(settings.name(of: topic), partition))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    package func trim(partition: Int, below offset: Int64) throws(LogError) {
        try trimmer.trim(partition, below: offset)
    }

    package func maintain() throws(LogError) { try trimmer.trim() }

    /// Deletes as if it were `now`, milliseconds since 1970.
    func maintain(now: Int64) throws(LogError) { try trimmer.trim(now: now) }

    // MARK: closing

    /// Waits a little for appends under way, and ends all clients. Lanes are closed by whoever opened them.
    package func close() {
        events.close()
        plain.close()
        definitions.close()
        for receiver in receivers.withLock({ $0 }) { receiver.close() }
        uncommitted.withLock { $0.close() }
        ranges.withLock { $0.close() }
    }
}
