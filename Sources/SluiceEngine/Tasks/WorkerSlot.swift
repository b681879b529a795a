import SluiceKernel
import Synchronization

/// What one thread of a pool runs now, what it took along to run next, and what it has done; the pool's monitor looks at it.
final class WorkerSlot: Sendable {
    /// A body that runs this long, microseconds, does not hold back those behind it.
    private static let patience: Int64 = 10_000

    private struct State {
        var batch: [TaskRequest] = []
        /// Index of the next one to run.
        var next = 0
        var isRunning = false
        /// Its timeout was reported: what it gives is dropped.
        var isAbandoned = false
        var done = DoneAttempts()
        /// Microseconds of the monotonic clock.
        var started: Int64 = 0
    }

    private let state = Mutex(State())

    // MARK: of the thread

    func take(_ batch: [TaskRequest]) {
        state.withLock {
            $0.batch = batch
            $0.next = 0
        }
    }

    /// The next attempt, which begins to run; nil: there are no more.
    func next(now: Int64) -> TaskRequest? {
        state.withLock { state in
            guard state.next < state.batch.count else {
                state.batch = []
                return nil
            }
            defer { state.next += 1 }
            state.isRunning = true
            state.isAbandoned = false
            state.started = now
            return state.batch[state.next]
        }
    }

    /// The attempt has come to its end. What it gave is dropped if it was abandoned meanwhile.
    func end(_ request: TaskRequest, _ failure: TaskFailure?, _ value: [UInt8]) {
        state.withLock { state in
            state.isRunning = false
            if !state.isAbandoned { state.done.add(request, failure, value) }
        }
    }

    // MARK: of both

    /// Takes what was done since the last time, and leaves `empty` in its place.
    func swapDone(_ empty: inout DoneAttempts) { state.withLock { swap(&$0.done, &empty) } }

    // MARK: of the monitor

    /// The attempt that runs, if it has run out of time just now.
    func abandonLate(now: Int64) -> TaskRequest? {
        state.withLock { state in
            guard state.isRunning, !state.isAbandoned else { return nil }
            let request = state.batch[state.next - 1]
            guard state.started + request.timeout * 1_000 < now else { return nil }
            state.isAbandoned = true
            return request
        }
    }

    /// Whether a body runs that should not hold back what was done before it and what waits behind it.
    func isSlow(now: Int64) -> Bool {
        state.withLock { $0.isRunning && now - $0.started > WorkerSlot.patience }
    }

    /// What waits behind the body that runs.
    func giveUpRest() -> [TaskRequest] { state.withLock { WorkerSlot.cut(&$0) } }

    /// Nothing more is to begin.
    func dropRest() { state.withLock { _ = WorkerSlot.cut(&$0) } }

    private static func cut(_ state: inout State) -> [TaskRequest] {
        guard state.next < state.batch.count else { return [] }
        defer { state.batch.removeLast(state.batch.count - state.next) }
        return Array(state.batch[state.next...])
    }
}
