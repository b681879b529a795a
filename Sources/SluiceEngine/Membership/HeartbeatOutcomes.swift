import Synchronization

/// Counts the heartbeats of which nothing was heard yet. What became of one does not matter: the next is whole again.
final class HeartbeatOutcomes: AppendObserver {
    private let open = Mutex(0)
    private let waker: any Waker

    init(waker: any Waker) { self.waker = waker }

    var unheard: Int { open.withLock { $0 } }

    /// - Returns: false when the log did not take it.
    func append(_ record: AppendRecord, to log: any EventLog) -> Bool {
        open.withLock { $0 += 1 }
        if log.append([record], observer: self) { return true }
        open.withLock { $0 -= 1 }
        return false
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        open.withLock { $0 -= 1 }
        waker.wake()
    }
}
