import SluiceEngine
import Synchronization

/// One opening of a slot, as the log's threads see it.
final class LaneLink: Sendable {
    let slot: Int
    let waker: any Waker
    private let over = Atomic(false)
    private let state = Mutex<(lost: LogError?, outcome: CommitOutcome?)>((nil, nil))

    init(slot: Int, waker: any Waker) {
        self.slot = slot
        self.waker = waker
    }

    var lost: LogError? {
        guard over.load(ordering: .acquiring) else { return nil }
        return state.withLock { $0.lost }
    }

    /// The first reason counts.
    func lose(_ error: LogError) {
        state.withLock { if $0.lost == nil { $0.lost = error } }
        over.store(true, ordering: .releasing)
    }

    func finish(_ outcome: CommitOutcome) {
        state.withLock { $0.outcome = outcome }
        waker.wake()
    }

    func takeOutcome() -> CommitOutcome? {
        state.withLock { state in
            defer { state.outcome = nil }
            return state.outcome
        }
    }
}
