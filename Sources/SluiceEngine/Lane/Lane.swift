package import SluiceKernel

/// Folds the partitions of one slot: fetch, fold, effects, and now and then a checkpoint in the background.
///
/// Synchronous and step-driven: ``step(now:)`` does one round and says when it wants to be called again, so the same code
/// runs on a thread and inside a simulator. Crash-only: a fault ends it, its memory is dropped, and the slot is opened again.
package final class Lane {
    package let slot: Int
    private let log: any LaneLog
    private let eventLog: any EventLog
    private let settings: LaneSettings
    private let dispatcher: any TaskDispatcher
    package let outbox: Outbox
    /// Records of `publish` steps that go out at once. Of their own, so that a topic of others that is away holds no event up.
    private let announcements: Outbox
    private let publisher: TaskPublisher
    private let failures: FailureLog?
    private var refusedAnnouncements: UInt64 = 0
    private let outputs = LaneOutputs()
    private(set) var partitions: [PartitionLane] = []
    private var batch = RecordBatch()
    /// The first record of the batch that is not folded yet.
    private var batchNext = 0
    private var checkpointNumber: UInt64 = 0
    private var isCommitting = false
    /// Frozen, and waiting until everything appended before it is confirmed.
    private var waiting: (checkpoint: Checkpoint, appended: UInt64, announced: UInt64)?
    private var lastFreeze: Int64?
    private var committedOutcomes: UInt64 = 0
    private var isDraining = false
    /// Ends of the partitions as they were when the draining began.
    private var drainEnds: [Int64] = []
    /// Wall time from which on a draining lane fetches nothing more.
    private var drainFetchEnd: Int64?
    private var drainFetchTime: Int64
    /// When the last checkpoint was committed, wall time in milliseconds.
    private var lastCommit: Int64?
    private var hasFetchedAll = false
    private var feeder: DefinitionFeeder?
    private let desk: FeedDesk
    /// Of all partitions, at the last look, and when they last grew, wall time.
    private var requests: UInt64 = 0
    private var requestedAt: Int64?

    /// - Parameters:
    ///   - definitions: what other nodes know of definitions.
    ///   - failures: is told what fails; nil: nobody is.
    ///   - checker: for tests: sees every application of an event.
    ///   - translation: of replays: gives the fold other events than the log holds.
    /// - Throws: ``LaneFault`` when the committed state cannot be read.
    package init(
        slot: Int, log: any LaneLog, eventLog: any EventLog, registry: DefinitionRegistry,
        dispatcher: any TaskDispatcher, waker: any Waker, crash: CrashWatch = CrashWatch(),
        definitions: DefinitionAnnouncements = .unshared(), settings: LaneSettings = LaneSettings(),
        failures: FailureLog? = nil, checker: FoldCheckerFactory? = nil,
        translation: (any EventTranslation)? = nil
    ) throws(LaneFault) {
        self.slot = slot
        self.log = log
        self.eventLog = eventLog
        self.settings = settings
        self.dispatcher = dispatcher
        self.failures = failures
        drainFetchTime = settings.drainFetchTime
        outbox = Outbox(log: eventLog, waker: waker)
        announcements = Outbox(log: eventLog, waker: waker)
        publisher = TaskPublisher(log: eventLog, waker: waker)
        desk = FeedDesk(
            log: eventLog, partitions: log.partitions, settings: settings, failures: failures, waker: waker)
        for partition in log.partitions {
            let lane = try PartitionLane(
                partition: partition, log: log, eventLog: eventLog, registry: registry, dispatcher: dispatcher,
                waker: waker, outbox: outbox, announcements: announcements, publisher: publisher, outputs: outputs,
                crash: crash, settings: settings, failures: failures, checker: checker, translation: translation)
            partitions.append(lane)
            if lane.next >= lane.catchUpTo { lane.goLive() }
        }
        if log.partitions.contains(0) { feeder = DefinitionFeeder(log: eventLog, definitions) }
    }

    deinit {
        for lane in partitions { lane.close() }
        desk.close()
    }

    /// When the lane wants to be stepped again.
    package enum Wake: Equatable, Sendable {
        case now
        /// At this wall time in milliseconds, or earlier when woken.
        case at(Int64)
    }

    /// One round. `now` is wall time in milliseconds: it decides when, never what.
    ///
    /// - Throws: when the lane is over.
    package func step(now: Int64) throws(LaneFault) -> Wake {
        if let lost = log.lost { throw .lost(lost) }
        try finishCommit(now: now)
        flushOutboxes()
        if isDraining { hasFetchedAll = hasFetchedAll || fetchedAll(now: now) }
        let mayFetch = !isFull && !hasFetchedAll
        let folded = mayFetch ? try fold() : false
        // A read of damaged state gives nothing and says so here: nothing that was folded on it may go out.
        if let lost = log.lost { throw .lost(lost) }
        var room = 2 * settings.dirtyBytes - gathered.bytes
        // What a lane that gives its slot up puts into a queue is put there again by the next.
        let mayPublish = !isDraining && dispatcher.mayBegin
        for lane in partitions {
            // What lies between the last record and the end that was found may hold no record at all.
            if !lane.isLive && log.end(lane.partition) <= lane.next { lane.goLive() }
            let before = lane.heldBytes
            lane.pumpTasks(room: room, publishes: mayPublish)
            room -= lane.heldBytes - before
            if let fault = lane.fault { throw fault }
        }
        let unread = hasUnread
        if !unread && !isDraining { appendClockEvents(now: now) }
        if let first = partitions.first, first.partition == 0, first.isLive {
            feeder?.step(now: now, state: first.fold.state, outbox: outbox) { first.cell(CellKey.definition($0)) }
        }
        if !isDraining && !isFull {
            let share = batchShare(now: now)
            let isFree = !unread && isFree(below: settings.batchTasks / share)
            desk.step(now: now, partitions, outbox, batchEvents: isFree ? max(1, settings.batchEvents / share) : 0)
        }
        if let lost = log.lost { throw .lost(lost) }
        flushOutboxes()
        try checkpointIfDue(now: now, unread: unread)
        if folded { return .now }
        if partitions.contains(where: { $0.isCutShort }) { return .at(now + 1) }
        // What is unread and could not be polled is still on its way.
        return .at(unread && mayFetch && !isFull ? now + 1 : nextWake(now: now, unread: unread))
    }

    /// Folds what is at hand, until that is done or too much has gathered. Returns whether it has folded anything.
    private func fold() throws(LaneFault) -> Bool {
        if batchNext == batch.records.count {
            log.poll(into: &batch, bytes: settings.pollBytes)
            batchNext = 0
        }
        if batch.isEmpty { return false }
        for record in batch.records[batchNext...] {
            let lane = partition(Int(record.partition))
            if lane.lookups.isFull { break }
            lane.lookAhead(record, in: batch)
        }
        for lane in partitions { lane.lookups.ask(log, lane.partition) }
        // A few bytes of events may bring many bytes of instances in.
        var room = 2 * settings.dirtyBytes - gathered.bytes
        while batchNext < batch.records.count && room >= 0 {
            let record = batch.records[batchNext]
            let lane = partition(Int(record.partition))
            let before = lane.heldBytes + outputs.byteCount
            try lane.foldRecord(record, in: batch)
            room -= lane.heldBytes + outputs.byteCount - before
            batchNext += 1
        }
        // What was learnt of the store holds until a checkpoint is taken notice of.
        for lane in partitions {
            lane.lookups.removeAll()
            lane.flushChannels()
        }
        return true
    }

    /// Whether a draining lane has folded what was there when the draining began, or has tried for long enough.
    private func fetchedAll(now: Int64) -> Bool {
        if drainFetchEnd == nil { drainFetchEnd = now + drainFetchTime }
        if let drainFetchEnd, now >= drainFetchEnd { return true }
        return zip(partitions, drainEnds).allSatisfy { $0.next >= $1 }
    }

    private func partition(_ partition: Int) -> PartitionLane { partitions[partition - log.partitions.lowerBound] }

    private var hasUnread: Bool {
        for lane in partitions where log.end(lane.partition) > lane.next { return true }
        return false
    }

    /// How much has gathered since the last freeze.
    private var gathered: (instances: Int, bytes: Int) {
        var instances = 0
        var bytes = outputs.byteCount
        for lane in partitions {
            instances += lane.dirty.count
            bytes += lane.heldBytes
        }
        return (instances, bytes)
    }

    /// Twice what starts a checkpoint has gathered: nothing more is fetched until one is committed. Or much of what was folded
    /// waits for the log to take it.
    private var isFull: Bool {
        let (instances, bytes) = gathered
        return instances > 2 * settings.dirtyInstances || bytes > 2 * settings.dirtyBytes
            || outbox.byteCount + announcements.byteCount > settings.dirtyBytes
    }

    /// Whether fewer attempts run: what has time may begin. Of what waits for a place in a pool there is nothing.
    private func isFree(below most: Int) -> Bool {
        var inFlight = 0
        for lane in partitions {
            inFlight += lane.tasks.inFlight.count
            if inFlight >= max(1, most) || lane.hasOfferedTasks { return false }
        }
        return true
    }

    /// What has time gets a fraction of its room while others ask for something: nothing of it is to keep a processor from them for
    /// long.
    private func batchShare(now: Int64) -> Int {
        let count = partitions.reduce(0) { $0 + $1.requests }
        if count != requests { (requests, requestedAt) = (count, now) }
        guard let requestedAt, now - requestedAt < Lane.requestTime else { return 1 }
        return Lane.sharedFraction
    }

    /// Milliseconds after a request in which more are expected, and what is left to `batch` meanwhile: one part of so many.
    private static let requestTime: Int64 = 1_000
    private static let sharedFraction = 16

    private func flushOutboxes() {
        for refusal in publisher.flush(into: outbox) { bury(refusal.record, refusal.error) }
        outbox.flush()
        announcements.flush()
        // An event that is refused for good would leave a hole in its channel.
        precondition(outbox.takeRefused().isEmpty, "the log refuses an event for good")
        for refusal in announcements.takeRefused() { bury(refusal.record, refusal.error) }
    }

    /// A record that goes nowhere becomes a dead letter, of the checkpoint that covers its step.
    private func bury(_ record: AppendRecord, _ error: LogError) {
        refusedAnnouncements += 1
        failures?.undelivered(record, error)
        let clock = partition(record.partition).fold.state.clock
        let headers = RecordHeader.encode(record.headers.map { ($0.name, $0.value) })
        func append(to letters: inout RecordBatch) {
            UndeliveredRecord.append(
                to: &letters, kind: record.topic == .tasks ? "task" : "published", topic: record.destination,
                error.message, partition: record.partition, time: clock,
                key: record.key, value: record.value, headers: headers)
        }
        if waiting == nil { append(to: &outputs.deadLetters) } else { append(to: &waiting!.checkpoint.deadLetters) }
    }

    // MARK: the clock

    /// A timer is due and nothing arrives that would move the partition's clock: the owner does.
    private func appendClockEvents(now: Int64) {
        for lane in partitions where lane.isLive && !lane.clockUnderWay {
            guard lane.clockDue(now: now) <= now else { continue }
            var writer = RecordWriter()
            writer.append(.clock)
            outbox.append(AppendRecord(partition: lane.partition, value: writer.take()))
            lane.clockUnderWay = true
            lane.clockAppendedAt = now
        }
    }

    private func nextWake(now: Int64, unread: Bool) -> Int64 {
        // A log without room says nothing when it has some again.
        var wake = now + (outbox.hasUnsent || announcements.hasUnsent || publisher.hasUnsent ? 5 : 1_000)
        if let waitsUntil = feeder?.waitsUntil { wake = min(wake, waitsUntil) }
        if !dispatcher.mayBegin { wake = min(wake, now + 50) }
        for lane in partitions where lane.isLive && !lane.clockUnderWay { wake = min(wake, lane.clockDue(now: now)) }
        if !isDraining { wake = min(wake, desk.wake) }
        if waiting == nil, !isCommitting { wake = min(wake, checkpointDue(now: now, unread: unread)) }
        return max(wake, now + 1)
    }

    // MARK: checkpoints

    private var hasChanges: Bool { partitions.contains { $0.hasChanges } }

    /// Wall time at which what has changed is to be frozen; `Int64.max`: nothing has.
    private func checkpointDue(now: Int64, unread: Bool) -> Int64 {
        guard hasChanges else { return .max }
        let (instances, bytes) = gathered
        if isDraining || instances >= settings.dirtyInstances || bytes >= settings.dirtyBytes { return now }
        // Those who wait for outcomes do not wait long, unless that would write many instances that go on once more.
        let wantsOutputs =
            !unread && !outputs.isEmpty
            && (instances <= settings.outputInstances || partitions.allSatisfy { $0.tasks.inFlight.isEmpty })
        return (lastFreeze ?? 0) + (wantsOutputs ? settings.outputInterval : settings.checkpointInterval)
    }

    private func checkpointIfDue(now: Int64, unread: Bool) throws(LaneFault) {
        if waiting == nil && !isCommitting {
            guard hasChanges else {
                lastFreeze = now
                if gathered.bytes >= settings.dirtyBytes { for lane in partitions { lane.forget(to: cacheShare) } }
                return
            }
            guard checkpointDue(now: now, unread: unread) <= now else { return }
            freeze(now: now)
        }
        if let (checkpoint, appended, announced) = waiting, outbox.confirmed >= appended,
            announcements.confirmed >= announced
        {
            waiting = nil
            isCommitting = true
            log.commit(checkpoint)
        }
    }

    private var cacheShare: Int { settings.cacheBytes / partitions.count }

    private func freeze(now: Int64) {
        lastFreeze = now
        checkpointNumber += 1
        var checkpoint = Checkpoint(number: checkpointNumber)
        for lane in partitions {
            if lane.hasChanges { checkpoint.partitions.append(lane.freeze()) } else { lane.forget(to: cacheShare) }
        }
        outputs.take(into: &checkpoint)
        waiting = (checkpoint, outbox.appended, announcements.appended)
    }

    private func finishCommit(now: Int64) throws(LaneFault) {
        guard isCommitting, let outcome = log.takeCommitOutcome() else { return }
        switch outcome {
        case .committed:
            isCommitting = false
            lastCommit = now
            outputs.committed(keeping: settings.dirtyBytes / 2)
            for lane in partitions {
                lane.committed()
                lane.evict(to: cacheShare)
            }
            desk.committed(partitions)
        case .notCommitted(let error), .unknown(let error):
            throw .lost(error)
        }
    }

    // MARK: from outside, on the lane's thread

    /// Whether everything that can happen has: nothing unread, being deployed, running, retried or due at or before
    /// `horizon` (milliseconds), and all of it committed.
    package func isDrained(horizon: Int64) -> Bool {
        guard waiting == nil, !isCommitting, !hasUnread else { return false }
        if let feeder, !feeder.isDone(partitions[0].fold.state) { return false }
        guard desk.isDone else { return false }
        return partitions.allSatisfy {
            $0.isLive && !$0.hasChanges && $0.tasks.inFlight.isEmpty && !$0.hasOfferedTasks && !$0.clockUnderWay
                && $0.nextWork() > horizon
        } && outbox.confirmed == outbox.appended && announcements.confirmed == announcements.appended
    }

    /// The node is stopping: checkpoint as soon as possible from now on, append no more clock events, and fetch no more than
    /// what is there now. What comes later is for whoever opens the slot next.
    ///
    /// - Parameter fetchTime: milliseconds that it goes on folding what is there; nil: as the settings say.
    package func drain(fetchTime: Int64? = nil) {
        guard !isDraining else { return }
        isDraining = true
        if let fetchTime { drainFetchTime = fetchTime }
        drainEnds = partitions.map { log.end($0.partition) }
    }

    /// Whether a draining lane is done: everything folded is committed, and nothing more will be.
    package var hasDrained: Bool { hasFetchedAll && isClean }

    /// Whether every partition has been folded to the end that the lane found when it opened.
    package var isCaughtUp: Bool { partitions.allSatisfy { $0.isLive } }

    /// Whether everything folded is committed.
    package var isClean: Bool { waiting == nil && !isCommitting && !hasChanges }

    package var statistics: LaneStatistics {
        var sum = LaneStatistics()
        for lane in partitions {
            sum.add(lane.statistics)
            sum.unread += UInt64(max(0, log.end(lane.partition) - lane.next))
            sum.tasksInFlight += UInt64(lane.tasks.inFlight.count)
            sum.cachedInstances += UInt64(lane.table.count)
            sum.cachedBytes += UInt64(max(0, lane.table.footprint))
        }
        sum.batchLag = UInt64(desk.batchLag)
        sum.sourceLag = UInt64(desk.sourceLag)
        sum.checkpoints = checkpointNumber
        sum.undelivered = refusedAnnouncements + log.undelivered
        return sum
    }

    /// Partitions whose last stable offset stands still.
    package var standing: [Int] { log.standing }

    /// What other nodes are told of the slot. `now` is wall time in milliseconds.
    package func health(now: Int64) -> SlotHealth {
        SlotHealth(
            unread: partitions.reduce(0) { $0 + UInt64(max(0, log.end($1.partition) - $1.next)) },
            checkpointAge: lastCommit.map { max(0, now - $0) },
            positions: partitions.map { log.position($0.partition).next })
    }

    /// Position and state hash of each partition, as far as folded and frozen.
    package var positions: [(partition: Int, next: Int64, hash: StateHash)] {
        partitions.map { ($0.partition, $0.next, $0.hash) }
    }

    /// The next event of the partition to fold.
    package func position(of partition: Int) -> Int64 { self.partition(partition).next }

    package func close() {
        desk.close()
        log.close()
    }
}
