import SluiceEngine
import SluiceStore
import Synchronization

/// The one thread that commits checkpoints: each is one synced write batch.
final class Committer: Sendable {
    private let queue: CommitQueue
    private let store: StateStore
    private let tail: Tail
    private let slots: SlotTable
    private let space: SpaceGuard
    private let options: EmbeddedOptions
    private let counters: EmbeddedCounters
    private let pulse: CommitPulse
    /// Held while a checkpoint is checked and written: who takes a slot over waits for it.
    private let writing = Mutex(())

    init(
        queue: CommitQueue, store: StateStore, tail: Tail, slots: SlotTable, space: SpaceGuard,
        options: EmbeddedOptions, counters: EmbeddedCounters, pulse: CommitPulse
    ) {
        self.queue = queue
        self.store = store
        self.tail = tail
        self.slots = slots
        self.space = space
        self.options = options
        self.counters = counters
        self.pulse = pulse
    }

    /// Runs until the queue is closed and empty.
    func run() {
        // A checkpoint whose fate is not known: the database has to be opened again before the next one.
        var isInDoubt = false
        var batch = StateBatch()
        while var job = queue.take() {
            let outcome = writing.withLock { _ -> CommitOutcome in
                do throws(LogError) { return try commit(&job, &batch, &isInDoubt) } catch {
                    return .notCommitted(error)
                }
            }
            job.link.finish(outcome)
        }
    }

    /// Returns when no write that began before is under way.
    func settle() { writing.withLock { _ in } }

    private func commit(
        _ job: inout CommitQueue.Job, _ batch: inout StateBatch, _ isInDoubt: inout Bool
    ) throws(LogError) -> CommitOutcome {
        if let lost = job.link.lost { return .notCommitted(lost) }
        guard slots.holds(job.link) else {
            return .notCommitted(LogError(.fenced, "slot \(job.link.slot) has another holder"))
        }
        if isInDoubt { try settle(&isInDoubt) }
        if let lost = job.link.lost { return .notCommitted(lost) }
        let book = store.current
        for part in job.checkpoint.partitions { try check(part, slot: job.link.slot, book) }
        if let refusal = space.refusesCheckpoint() { return .notCommitted(refusal) }
        try store.database.begin(&batch)
        let filled = try CheckpointBatch(
            job.checkpoint, book: book, store: store, time: options.wallClock(), into: &batch)
        // The batch has it all: megabytes that need not wait for the disk.
        job.checkpoint = Checkpoint(number: job.checkpoint.number)
        pulse.begin()
        defer { pulse.end() }
        do {
            try store.database.write(batch)
        } catch {
            counters.failed()
            isInDoubt = true
            return resolve(error, commits: filled.book.commits, &isInDoubt)
        }
        counters.wrote(cells: filled.cells, bytes: batch.byteCount)
        store.set(filled.book)
        return .committed
    }

    /// Only a slot's own partitions, only forward, only what is in the log.
    private func check(_ part: Checkpoint.Part, slot: Int, _ book: StateStore.Book) throws(LogError) {
        guard store.shape.partitions(of: slot).contains(part.partition) else {
            throw LogError(.mismatch, "partition \(part.partition) is not one of slot \(slot)")
        }
        let stored = book.positions[part.partition].next
        guard part.position.next >= stored else {
            throw LogError(
                .fenced, "partition \(part.partition): a checkpoint at \(part.position.next), the store is at \(stored)"
            )
        }
        let end = tail.end(part.partition)
        guard part.position.next <= end else {
            throw LogError(
                .mismatch, "partition \(part.partition): a checkpoint at \(part.position.next), the log ends at \(end)")
        }
    }

    /// Opens the database again. If the checkpoint in doubt is there, whoever has read the state since read one that is
    /// no longer: they start over, or they would produce its outputs twice.
    private func settle(_ isInDoubt: inout Bool) throws(LogError) {
        let commits = store.current.commits
        let found = try store.reopen()
        isInDoubt = false
        if found.commits != commits {
            slots.loseAll(
                LogError(.io, "\(store.database.path): a checkpoint whose write had failed was there all the same"))
        }
    }

    /// After a failed write: what the database says when it is opened again is what happened.
    private func resolve(_ error: LogError, commits: UInt64, _ isInDoubt: inout Bool) -> CommitOutcome {
        // On a full disk opening would fail for the same reason, and reading would end with it.
        guard error.code != .diskFull || space.hasRoom, let found = try? store.reopen() else { return .unknown(error) }
        isInDoubt = false
        return found.commits >= commits ? .committed : .notCommitted(error)
    }
}
