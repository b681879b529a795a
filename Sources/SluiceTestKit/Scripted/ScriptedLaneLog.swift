package import SluiceEngine

/// A slot of the scripted log, opened by one process. Its copy of the state is its own: an old owner goes on seeing what it
/// last committed, as a process with a local store does.
package final class ScriptedLaneLog: LaneLog {
    package let partitions: Range<Int>
    private let log: ScriptedLog
    private let slot: Int
    private let epoch: Int
    private let waker: any Waker
    private var stores: [ScriptedStore]
    private var reading: [Int64]
    private var turn = 0
    private var outcome: CommitOutcome?
    private var isCommitting = false
    private var over: LogError?

    init(log: ScriptedLog, slot: Int, epoch: Int, waker: any Waker) {
        self.log = log
        self.slot = slot
        self.epoch = epoch
        self.waker = waker
        partitions = log.shape.partitions(of: slot)
        stores = partitions.map { log.broker.stores[$0] }
        reading = stores.map(\.position.next)
    }

    private var broker: ScriptedBroker { log.broker }
    private var isFenced: Bool { broker.epochs[slot] != epoch }

    /// Says so only once a commit was fenced: until then an old owner does not know.
    package var lost: LogError? {
        _ = log.fault(at: .lost)
        return over
    }

    package func position(_ partition: Int) -> Position {
        _ = log.fault(at: .position)
        return stores[index(partition)].position
    }

    package func end(_ partition: Int) -> Int64 {
        _ = log.fault(at: .end)
        return broker[.events, partition].visibleEnd(now: broker.clock.now)
    }

    package func seek(_ partition: Int, to offset: Int64) {
        _ = log.fault(at: .seek)
        reading[index(partition)] = offset
    }

    package func poll(into batch: inout RecordBatch, bytes: Int) {
        _ = log.fault(at: .poll)
        batch.removeAll()
        if broker.isStalled { return }
        for step in 0..<partitions.count where batch.byteCount < bytes {
            let local = (turn + step) % partitions.count
            let partition = partitions.lowerBound + local
            let end = broker[.events, partition].visibleEnd(now: broker.clock.now)
            reading[local] = broker[.events, partition].read(
                from: reading[local], to: end, partition: partition, bytes: bytes - batch.byteCount, into: &batch)
        }
        turn = (turn + 1) % partitions.count
    }

    package func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? {
        _ = log.fault(at: .get)
        return stores[index(partition)].get(key)
    }

    package func look(_ partition: Int, up cells: inout CellLookups) {
        _ = log.fault(at: .get)
        let store = stores[index(partition)]
        for index in 0..<cells.count {
            guard let value = cells.withKey(index, { store.get(Array($0)) }) else {
                cells.set(index, nil)
                continue
            }
            value.withUnsafeBytes { cells.set(index, $0) }
        }
    }

    package func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        _ = log.fault(at: .scan)
        let store = stores[index(partition)]
        var at = store.lowerBound(key)
        while at < store.count, ScriptedStore.precedes(store.keys[at], end) {
            let goesOn = store.keys[at].withUnsafeBytes { key in store.values[at].withUnsafeBytes { body(key, $0) } }
            guard goesOn else { return }
            at += 1
        }
    }

    package func commit(_ checkpoint: consuming Checkpoint) {
        precondition(!isCommitting && outcome == nil, "a commit while another is under way")
        let fault = log.fault(at: .commit)
        isCommitting = true
        let taken = checkpoint
        switch fault {
        case .crash(let applied): if applied { apply(taken) }
        case .fail: conclude { .notCommitted(LogError(.io, "the script aborts this commit")) }
        case .unknown(let applied):
            conclude { [self] in
                if applied { apply(taken) }
                return .unknown(LogError(.io, "the script keeps this commit's outcome to itself"))
            }
        case nil, .full:
            if log.isDead { return }
            conclude { [self] in
                if isFenced {
                    over = LogError(.fenced, "slot \(slot) went to another owner")
                    return .notCommitted(over!)
                }
                apply(taken)
                return .committed
            }
        }
    }

    private func conclude(_ end: @escaping () -> CommitOutcome) {
        let began = max(broker.clock.now, broker.stalledUntil)
        broker.agenda.schedule(at: began + broker.settings.commitAfter) { [self] in
            if log.isDead { return }
            isCommitting = false
            outcome = end()
            broker.trace.note("\(log.name) slot \(slot) epoch \(epoch) commit: \(outcome!)")
            waker.wake()
        }
    }

    private func apply(_ checkpoint: Checkpoint) {
        guard !isFenced else { return }
        for part in checkpoint.partitions {
            let before = broker.stores[part.partition].position
            precondition(part.position.next >= before.next, "a checkpoint moves a position back")
            broker.stores[part.partition].apply(part)
            stores[index(part.partition)] = broker.stores[part.partition]
            broker.trace.note(
                "checkpoint \(part.partition) to \(part.position.next) cells=\(part.cells.cells.count) "
                    + "index=\(part.index.cells.count) hash=\(part.position.hash)")
        }
        broker.append(checkpoint.outcomes, to: .outcomes)
        broker.append(checkpoint.deadLetters, to: .deadLetters)
        broker.append(checkpoint.published)
    }

    package func takeCommitOutcome() -> CommitOutcome? {
        _ = log.fault(at: .takeCommitOutcome)
        defer { outcome = nil }
        return outcome
    }

    package func close() { _ = log.fault(at: .close) }

    private func index(_ partition: Int) -> Int { partition - partitions.lowerBound }
}
