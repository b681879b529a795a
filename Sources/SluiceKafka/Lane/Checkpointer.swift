import SluiceEngine
import SluiceKernel
import Synchronization

/// Commits the checkpoints of one opening of a slot, each as one Kafka transaction, on a thread of its own.
///
/// Crash-only: after a commit that failed or is in doubt nothing more is committed; the slot is opened again.
final class Checkpointer: Sendable {
    private struct Job: Sendable {
        var checkpoint: Checkpoint
        var group: GroupMetadata
    }

    private struct State {
        /// Whether the producer is there: the slot's older transactions are over.
        var opening: Result<Void, LogError>?
        var job: Job?
        var isBusy = false
        var outcome: CommitOutcome?
        var failure: LogError?
        var isClosing = false
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

    func commit(_ checkpoint: Checkpoint, _ group: GroupMetadata) {
        state.withLock { $0.job = Job(checkpoint: checkpoint, group: group) }
        work.wake()
    }

    func takeOutcome() -> CommitOutcome? {
        state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
    }

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
        var producer: TransactionalProducer?
        do throws(KafkaError) {
            producer = try makeProducer()
            state.withLock { $0.opening = .success(()) }
        } catch {
            let reason = LogError(
                error, "taking over transactional id \(settings.identity(of: slot))", needs: settings.checkpointRights)
            state.withLock { $0.opening = .failure(reason) }
        }
        changed.wake()
        while let job = nextJob() {
            let outcome = commit(job, &producer)
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

    private func commit(_ job: Job, _ producer: inout TransactionalProducer?) -> CommitOutcome {
        if let failure = state.withLock({ $0.failure }) { return .notCommitted(failure) }
        let place = "checkpoint \(job.checkpoint.number) of slot \(slot)"
        let deadline = Clock.monotonic() + Checkpointer.patience
        do throws(KafkaError) {
            if producer == nil { producer = try makeProducer() }
            guard let current = producer else { preconditionFailure("a commit without a producer") }
            try current.begin()
            try write(job.checkpoint, current)
            let offsets = PartitionList(
                job.checkpoint.partitions.map { (settings.name(of: .events), $0.partition, $0.position.next) })
            try current.send(offsets, job.group, until: deadline)
        } catch {
            // The end of the transaction was never asked for: it cannot be committed.
            try? producer?.abort(until: Clock.monotonic() + 2_000_000)
            return .notCommitted(LogError(error, place, needs: settings.checkpointRights))
        }
        do throws(KafkaError) {
            guard let current = producer else { preconditionFailure("a commit without a producer") }
            if try current.commit(until: deadline) == false {
                // It is committed, but a repeated request may still be on its way and end the producer's next transaction.
                sink.log(
                    .warning, "the commit was slow or lost its coordinator; its producer is made anew",
                    [("slot", "\(slot)")])
                current.close()
                producer = nil
            }
            return .committed
        } catch {
            let reason = LogError(error, place, needs: settings.checkpointRights)
            guard error.requiresAbort, !error.isFatal else { return .unknown(reason) }
            do throws(KafkaError) {
                try producer?.abort(until: Clock.monotonic() + 10_000_000)
                return .notCommitted(reason)
            } catch {
                return .unknown(reason)
            }
        }
    }

    private func write(_ checkpoint: Checkpoint, _ producer: TransactionalProducer) throws(KafkaError) {
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
            try withViews(CheckpointRecord.positionKey, part.position.encode(), []) {
                key, value, _ throws(KafkaError) in
                try producer.produce(cells, part.partition, key: key, value: value)
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
            var failure: KafkaError?
            records.withParts(of: record) { key, value, headers in
                do throws(KafkaError) {
                    try producer.produce(handle, Int(record.partition), key: key, value: value, headers: headers)
                } catch { failure = error }
            }
            if let failure { throw failure }
        }
    }
}
