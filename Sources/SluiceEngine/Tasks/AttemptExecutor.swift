import SluiceKernel
import Synchronization

/// Runs the parts of one attempt's asynchronous body on the pool's threads, each with the attempt in its note, so that a
/// trap tells which body it was.
final class AttemptExecutor: TaskExecutor {
    private let identity: TaskIdentity
    private let queue: UInt64
    private let partition: Int
    private let threads: AttemptThreads

    init(_ request: TaskRequest, threads: AttemptThreads) {
        identity = request.identity
        queue = request.queue
        partition = request.partition
        self.threads = threads
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.run { [self] note in
            note?.attempt(identity, of: queue, partition: partition)
            job.runSynchronously(on: asUnownedTaskExecutor())
            note?.clear()
        }
    }
}

/// The threads on which asynchronous bodies run between their suspensions: started when there is work, ended when idle.
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
    /// Milliseconds.
    private let idleTime: Int64

    init(count: Int, idleTime: Int64, notes: CrashNotes?) {
        self.count = count
        self.idleTime = idleTime
        self.notes = notes
    }

    func run(_ job: @escaping @Sendable (NoteSlot?) -> Void) {
        let starts = state.withLock { state in
            state.jobs.append(job)
            guard state.started < count else { return false }
            state.started += 1
            return true
        }
        if starts { OSThread.start("sluice-async") { [self] in loop() }.detach() }
        work.signal()
    }

    /// Threads that are there now.
    var threads: Int { state.withLock { $0.started } }

    private func loop() {
        let note = notes?.takeSlot()
        while let job = next() { job(note) }
        if let note { notes?.giveBack(note) }
    }

    /// Waits for a job. nil: there was none for so long that the thread ends; the next job starts one.
    private func next() -> (@Sendable (NoteSlot?) -> Void)? {
        while true {
            let isSignalled = work.wait(milliseconds: idleTime)
            let (job, ends) = state.withLock { state -> ((@Sendable (NoteSlot?) -> Void)?, Bool) in
                guard state.head < state.jobs.count else {
                    if !isSignalled { state.started -= 1 }
                    return (nil, !isSignalled)
                }
                defer {
                    state.head += 1
                    if state.head == state.jobs.count {
                        state.jobs.removeAll(keepingCapacity: true)
                        state.head = 0
                    }
                }
                return (state.jobs[state.head], false)
            }
            if job != nil || ends { return job }
        }
    }
}
