import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// Commits the checkpoints of one opening of a slot, each as one Kafka transaction, on a thread of its own, and then writes
/// them into the node's store.
///
/// Crash-only: after a commit that failed or is in doubt nothing more is committed; the slot is opened again.
final class Checkpointer: Sendable {
    private struct Job: Sendable {
        var checkpoint: Checkpoint
        var group: GroupMetadata
        var store: CommittedStore
        var confirm: @Sendable () throws(KafkaError) -> Void
    }

    private struct State {
        /// Whether the producer is there: the slot's older transactions are over.
        var opening: Result<Void, LogError>?
        var job: Job?
        var isBusy = false
        var outcome: CommitOutcome?
        var failure: LogError?
        var isClosing = false
        /// Published records that became dead letters.
        var undelivered: UInt64 = 0
    }

    /// How long a commit may take, with all that is tried again, before it is given up as unknown.
    private static let patience: Int64 = 60_000_000

    private let slot: Int
    private let settings: KafkaSettings
    private let sink: any LogSink
    private let waker: any Waker
    private let state = Mutex(State())
    private let work = Latch()
    private let changed = Latch()

    /// Starts to take the slot's transactional id over. `waker` is woken when outcomes are there.
    init(slot: Int, settings: KafkaSettings, sink: any LogSink, waker: any Waker) {
        self.slot = slot
        self.settings = settings
        self.sink = sink
        self.waker = waker
        _ = OSThread.start("kafka-commit-\(slot)") { [self] in run() }
    }

    // MARK: from the lane's thread

    /// Waits until the older owner's transactions are over.
    func waitUntilOpen() throws(LogError) {
        while true {
            if let opening = state.withLock({ $0.opening }) { return try opening.get() }
            changed.wait(microseconds: 100_000)
        }
    }

    /// - Parameter confirm: throws when the slot's member was replaced. Asked before a producer is made anew: that ends whatever
    ///   another holder has under way, and a process that was paused in a commit does not know of one.
    func commit(
        _ checkpoint: Checkpoint, _ group: GroupMetadata, _ store: CommittedStore,
        confirm: @escaping @Sendable () throws(KafkaError) -> Void
    ) {
        state.withLock { $0.job = Job(checkpoint: checkpoint, group: group, store: store, confirm: confirm) }
        work.wake()
    }

    func takeOutcome() -> CommitOutcome? {
        state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
    }

    /// Published records of committed checkpoints that their topics did not take.
    var undelivered: UInt64 { state.withLock { $0.undelivered } }

    /// Waits until no commit is under way, at most `milliseconds`.
    func waitUntilIdle(milliseconds: Int64) {
        let deadline = Clock.monotonic() + milliseconds * 1_000
        while state.withLock({ $0.isBusy || $0.job != nil }) && Clock.monotonic() < deadline {
            changed.wait(microseconds: 10_000)
        }
    }

    /// Ends once the commit under way has ended.
    func close() {
        state.withLock { $0.isClosing = true }
        work.wake()
    }

    // MARK: the committing thread

    private func run() {
        Database.stopCounting()
        var producer: TransactionalProducer?
        var outside = OutsideTopics()
        do throws(KafkaError) {
            producer = try makeProducer()
            state.withLock { $0.opening = .success(()) }
        } catch {
            let reason = LogError(
                error, "taking over transactional id \(settings.identity(of: slot))", needs: settings.checkpointRights)
            state.withLock { $0.opening = .failure(reason) }
        }
        changed.wake()
        while var job = nextJob() {
            let outcome = commit(&job, &producer, &outside)
            state.withLock { state in
                state.isBusy = false
                state.outcome = outcome
                switch outcome {
                case .committed: break
                case .notCommitted(let error), .unknown(let error): state.failure = error
                }
            }
            changed.wake()
            waker.wake()
        }
        producer?.close()
    }

    private func nextJob() -> Job? {
        while true {
            let (job, isClosing) = state.withLock { state -> (Job?, Bool) in
                if state.isClosing { return (nil, true) }
                defer { state.job = nil }
                state.isBusy = state.job != nil
                return (state.job, false)
            }
            if isClosing { return nil }
            if let job { return job }
            work.wait(microseconds: 1_000_000)
        }
    }

    private func makeProducer() throws(KafkaError) -> TransactionalProducer {
        let configuration = settings.transactionalProducer(slot: slot)
        let producer = try TransactionalProducer(configuration, name: settings.identity(of: slot), sink: sink)
        do throws(KafkaError) {
            try producer.initialize(patience: settings.patience) { state.withLock { $0.isClosing } }
            let topics = [settings.checkpoints, settings.name(of: .outcomes), settings.name(of: .deadLetters)]
            try producer.prime(topics, timeout: 10_000)
            return producer
        } catch {
            producer.close()
            throw error
        }
    }

    private func commit(
        _ job: inout Job, _ producer: inout TransactionalProducer?, _ outside: inout OutsideTopics
    ) -> CommitOutcome {
        if let failure = state.withLock({ $0.failure }) ?? job.store.refuses() { return .notCommitted(failure) }
        let deadline = Clock.monotonic() + Checkpointer.patience
        var publisher = CheckpointPublisher(job.checkpoint.published, settings)
        while true {
            let attempt = commitOnce(&job, &publisher, &producer, &outside, until: deadline)
            guard attempt.mayDoBetter, Clock.monotonic() < deadline else {
                if case .committed = attempt.outcome { note(publisher.refused) }
                return attempt.outcome
            }
            // After a record has failed its producer fails the next transaction too.
            producer?.close()
            producer = nil
        }
    }

    private func note(_ refused: [(topic: String, reason: String)]) {
        guard !refused.isEmpty else { return }
        state.withLock { $0.undelivered += UInt64(refused.count) }
        var told: Set<String> = []
        for (topic, reason) in refused where told.insert(topic).inserted {
            sink.log(
                .error, "a topic refuses published records: they are dead letters",
                [
                    ("slot", "\(slot)"), ("topic", topic), ("records", "\(refused.count { $0.topic == topic })"),
                    ("reason", reason),
                ])
        }
    }

    /// - Returns: what became of it, and whether the checkpoint may be committed in another transaction: one in which records
    ///   that a topic of others refused are dead letters.
    private func commitOnce(
        _ job: inout Job, _ publisher: inout CheckpointPublisher, _ producer: inout TransactionalProducer?,
        _ outside: inout OutsideTopics, until deadline: Int64
    ) -> (outcome: CommitOutcome, mayDoBetter: Bool) {
        let place = "checkpoint \(job.checkpoint.number) of slot \(slot)"
        let partitions = job.checkpoint.partitions.map { $0.partition }
        do throws(KafkaError) {
            if producer == nil {
                try job.confirm()
                producer = try makeProducer()
            }
            guard let current = producer else { preconditionFailure("a commit without a producer") }
            try current.begin()
            try write(job, current)
            try publisher.write(current, &outside)
            let offsets = PartitionList(
                job.checkpoint.partitions.map { (settings.name(of: .events), $0.partition, $0.position.next) })
            if let failure = prepare(&job) {
                try? current.abort(until: Clock.monotonic() + 2_000_000)
                return (.notCommitted(failure), false)
            }
            try current.send(offsets, job.group, until: deadline)
        } catch {
            // The end of the transaction was never asked for: it cannot be committed.
            try? producer?.abort(until: Clock.monotonic() + 2_000_000)
            let mayDoBetter = !error.isFatal && publisher.learn(producer?.takeFailures() ?? [], error, &outside)
            return (.notCommitted(LogError(error, place, needs: settings.checkpointRights)), mayDoBetter)
        }
        do throws(KafkaError) {
            guard let current = producer else { preconditionFailure("a commit without a producer") }
            let isBeyondDoubt = try current.commit(until: deadline)
            let outcome = store(job, partitions, current)
            if !isBeyondDoubt {
                // It is committed, but a repeated request may still be on its way and end the producer's next transaction.
                sink.log(
                    .warning, "the commit was slow or lost its coordinator; its producer is made anew",
                    [("slot", "\(slot)")])
                current.close()
                producer = nil
            }
            return (outcome, false)
        } catch {
            let reason = LogError(error, place, needs: settings.checkpointRights)
            guard error.requiresAbort, !error.isFatal else { return (.unknown(reason), false) }
            do throws(KafkaError) {
                try producer?.abort(until: Clock.monotonic() + 10_000_000)
            } catch {
                return (.unknown(reason), false)
            }
            return (.notCommitted(reason), publisher.learn(producer?.takeFailures() ?? [], error, &outside))
        }
    }

    /// Hands what the store is to get over to it, and drops it unless it may be wanted again: megabytes that need not wait for
    /// the brokers.
    ///
    /// - Returns: why the store does not take it.
    private func prepare(_ job: inout Job) -> LogError? {
        do throws(LogError) { try job.store.prepare(job.checkpoint) } catch { return error }
        // Without published records there is one transaction, and no other.
        if job.checkpoint.published.isEmpty { job.checkpoint = Checkpoint(number: job.checkpoint.number) }
        return nil
    }

    /// Writes what is committed into the store. When that fails the lane must not read on: the next opening brings the store
    /// to what the topic holds.
    private func store(_ job: Job, _ partitions: [Int], _ producer: TransactionalProducer) -> CommitOutcome {
        var offsets: [Int: Int64] = [:]
        for partition in partitions { offsets[partition] = producer.offset(of: Checkpointer.number(partition)) }
        do throws(LogError) {
            try job.store.write(partitions, offsets: offsets)
            return .committed
        } catch {
            return .unknown(
                LogError(
                    error.code, "checkpoint \(job.checkpoint.number) of slot \(slot) is committed: \(error.message)"))
        }
    }

    /// What a position record is asked for its offset by.
    private static func number(_ partition: Int) -> UInt64 { TransactionalProducer.located + UInt64(partition) }

    private func write(_ job: Job, _ producer: TransactionalProducer) throws(KafkaError) {
        let checkpoint = job.checkpoint
        let now = Clock.wall()
        let cells = producer.topic(settings.checkpoints)
        for part in checkpoint.partitions {
            for cell in part.cells.cells {
                var failure: KafkaError?
                part.cells.withBytes(cell) { key, value in
                    do throws(KafkaError) {
                        try producer.produce(cells, part.partition, key: key, value: value)
                    } catch { failure = error }
                }
                if let failure { throw failure }
            }
            try withViews(PositionRecord.key, job.store.record(of: part, time: now), []) {
                key, value, _ throws(KafkaError) in
                try producer.produce(
                    cells, part.partition, key: key, value: value, number: Checkpointer.number(part.partition))
            }
        }
        try write(checkpoint.outcomes, to: .outcomes, producer)
        try write(checkpoint.deadLetters, to: .deadLetters, producer)
    }

    private func write(
        _ records: RecordBatch, to topic: LogTopic, _ producer: TransactionalProducer
    ) throws(KafkaError) {
        guard !records.isEmpty else { return }
        let handle = producer.topic(settings.name(of: topic))
        for record in records.records {
            try records.parts(of: record) { key, value, headers throws(KafkaError) in
                try producer.produce(handle, Int(record.partition), key: key, value: value, headers: headers)
            }
        }
    }
}
