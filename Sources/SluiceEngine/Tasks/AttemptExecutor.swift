import SluiceKernel
import Synchronization

/// Runs the parts of one attempt's asynchronous body on the pool's threads, each with the attempt in its note, so that a
/// trap tells which body it was.
final class AttemptExecutor: TaskExecutor {
    private let identity: TaskIdentity
    private let partition: Int
    private let threads: AttemptThreads

    init(_ identity: TaskIdentity, partition: Int, threads: AttemptThreads) {
        self.identity = identity
        self.partition = partition
        self.threads = threads
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.run { [self] note in
            note?.attempt(identity, partition: partition)
            job.runSynchronously(on: asUnownedTaskExecutor())
            note?.clear()
        }
    }
}

/// The threads on which asynchronous bodies run between their suspensions.
final class AttemptThreads: Sendable {
    private struct State {
        var jobs: [@Sendable (NoteSlot?) -> Void] = []
        var head = 0
        var started = 0
    }

    private let state = Mutex(State())
    private let work = Semaphore()
    private let count: Int
    private let notes: CrashNotes?

    init(count: Int, notes: CrashNotes?) {
        self.count = count
        self.notes = notes
    }

    func run(_ job: @escaping @Sendable (NoteSlot?) -> Void) {
        let starts = state.withLock { state in
            state.jobs.append(job)
            guard state.started < count else { return false }
            state.started += 1
            return true
        }
        if starts { _ = OSThread.start("sluice-async") { [self] in loop() } }
        work.signal()
    }

    private func loop() {
        let note = notes?.takeSlot()
        while true {
            work.wait()
            let job = state.withLock { state -> (@Sendable (NoteSlot?) -> Void)? in
                guard state.head < state.jobs.count else { return nil }
                defer {
                    state.head += 1
                    if state.head == state.jobs.count {
                        state.jobs.removeAll(keepingCapacity: true)
                        state.head = 0
                    }
                }
                return state.jobs[state.head]
            }
            job?(note)
        }
    }
}
