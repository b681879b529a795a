import SluiceEngine
import Synchronization

/// Checkpoints on their way to the one thread that commits them: at most one of each opening.
final class CommitQueue: Sendable {
    struct Job: Sendable {
        var link: LaneLink
        var checkpoint: Checkpoint
    }

    private struct State {
        var jobs: [Job] = []
        var idle = false
        var closed = false
    }

    private let state = Mutex(State())
    private let parker = Parker()

    func add(_ job: Job) {
        let (closed, wake) = state.withLock { state -> (Bool, Bool) in
            if state.closed { return (true, false) }
            state.jobs.append(job)
            defer { state.idle = false }
            return (false, state.idle)
        }
        if wake { parker.unpark() }
        if closed { job.link.finish(.notCommitted(LogError(.closed, "the log is closed"))) }
    }

    /// Waits for a checkpoint. Nil: closed, and nothing is left.
    func take() -> Job? {
        while true {
            let (job, closed) = state.withLock { state -> (Job?, Bool) in
                guard state.jobs.isEmpty else { return (state.jobs.removeFirst(), false) }
                state.idle = true
                return (nil, state.closed)
            }
            if let job { return job }
            if closed { return nil }
            parker.park()
        }
    }

    func close() {
        state.withLock { $0.closed = true }
        parker.unpark()
    }
}
