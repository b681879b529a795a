package import SluiceKernel
import Synchronization

/// Runs the in-process bodies of a node: a bounded line and a concurrency limit per task name, threads that are shared.
///
/// The pool measures the timeout of an attempt from its dispatch and reports it; what a late body then gives is ignored by
/// the fold. A task that nobody offers is not taken.
package final class TaskPool: TaskDispatcher, Sendable {
    private struct State {
        var lines: [UInt64: TaskLine] = [:]
        /// Lines with work, in turn.
        var turn: [UInt64] = []
        var idle = 0
        var threads = 0
        var blocked = 0
        var isStopping = false
        var running: [RunningKey: RunningAttempt] = [:]
        var finished: [(TaskRequest, Result<[UInt8], TaskFailure>)] = []
        var done: UInt64 = 0
        var lastTaken: Int64 = 0
    }

    private struct RunningKey: Hashable {
        let identity: TaskIdentity
    }

    private struct RunningAttempt {
        var request: TaskRequest
        /// Microseconds of the monotonic clock.
        var deadline: Int64
        var task: Task<Void, Never>?
        var queue: UInt64
    }

    private let state: Mutex<State>
    private let offered: Set<UInt64>
    private let results: ResultWriter
    private let settings: TaskPoolSettings
    private let work = Semaphore()
    private let monitorLatch: Latch
    private let notes: CrashNotes?
    private let permit: DispatchPermit
    private let executors: AttemptThreads
    /// Told of every attempt that starts and ends; for ledgers and tests.
    private let onAttempt: (@Sendable (TaskIdentity, Bool) -> Void)?

    package init(
        log: any EventLog, offers: [String: TaskOffer], settings: TaskPoolSettings = TaskPoolSettings(),
        notes: CrashNotes? = nil, permit: DispatchPermit = .unlimited(),
        onAttempt: (@Sendable (TaskIdentity, Bool) -> Void)? = nil
    ) {
        var lines: [UInt64: TaskLine] = [:]
        for (name, offer) in offers { lines[TaskPool.queue(of: name)] = TaskLine(offer: offer) }
        offered = Set(lines.keys)
        var initial = State()
        initial.lines = lines
        state = Mutex(initial)
        monitorLatch = Latch()
        results = ResultWriter(log: log, waker: monitorLatch)
        self.settings = settings
        self.onAttempt = onAttempt
        self.notes = notes
        self.permit = permit
        executors = AttemptThreads(count: settings.threads, idleTime: settings.idleTime, notes: notes)
        if !offers.isEmpty { for _ in 0..<settings.threads { startThread() } }
        OSThread.start("sluice-monitor") { [self] in monitor() }.detach()
    }

    /// The queue that a task name waits in: the hash that compiled definitions carry.
    package static func queue(of name: String) -> UInt64 { TaskSettings.queue(of: name) }

    // MARK: dispatcher

    package func offers(_ queue: UInt64) -> Bool { offered.contains(queue) }

    package var mayBegin: Bool { permit.isValid(at: Clock.monotonic()) }

    package func room(_ queue: UInt64, for lane: any Waker) -> Int {
        state.withLock { state in
            guard !state.isStopping, let line = state.lines[queue] else { return 0 }
            let room = settings.queued - line.count
            if room > 0 && line.bytes < settings.queuedBytes { return room }
            if !line.turnedAway.contains(where: { $0 === lane }) { line.turnedAway.append(lane) }
            return 0
        }
    }

    package func run(_ requests: [TaskRequest]) {
        guard let queue = requests.first?.queue else { return }
        let wakes = state.withLock { state -> Int in
            guard !state.isStopping, let line = state.lines[queue] else { return 0 }
            if line.count == 0 { state.turn.append(queue) }
            line.append(requests)
            let places = line.offer.concurrency - line.running
            return min(state.idle, places, (requests.count + 31) / 32)
        }
        for _ in 0..<max(0, wakes) { work.signal() }
    }

    package func cancel(_ identity: TaskIdentity) {
        let task = state.withLock { $0.running[RunningKey(identity: identity)]?.task }
        task?.cancel()
    }

    package func drop(_ partitions: Range<Int>) {
        let lanes = state.withLock { state in
            for line in state.lines.values { line.drop(partitions) }
            let lines = state.lines
            state.turn.removeAll { lines[$0]!.count == 0 }
            return state.lines.values.flatMap { line in
                defer { line.turnedAway = [] }
                return line.turnedAway
            }
        }
        for lane in lanes { lane.wake() }
    }

    // MARK: threads

    private func startThread() {
        state.withLock { $0.threads += 1 }
        OSThread.start("sluice-task") { [self] in work(on: WorkerSlot()) }.detach()
    }

    private let slots = Mutex<[WorkerSlot]>([])

    private func work(on slot: WorkerSlot) {
        slots.withLock { $0.append(slot) }
        let note = notes?.takeSlot()
        var output: [UInt8] = []
        var done = DoneAttempts()
        var scratch: [UnsafeRawBufferPointer] = []
        while let (batch, offer) = next() {
            guard case .synchronous(let body) = offer.body else {
                for request in batch { startAsynchronous(request, offer) }
                continue
            }
            var started = Clock.monotonic()
            slot.take(batch)
            var ran = 0
            while let request = slot.next(now: started) {
                ran += 1
                let identity = request.identity
                onAttempt?(identity, true)
                output.removeAll(keepingCapacity: true)
                note?.attempt(identity, of: request.queue, partition: request.partition)
                let failure: TaskFailure?
                do {
                    try request.withInputs(scratch: &scratch) { try body($0, identity, &output) }
                    failure = nil
                } catch {
                    failure = TaskPool.failure(error)
                }
                note?.clear()
                onAttempt?(identity, false)
                slot.end(request, failure, output)
                // A slow body must not hold back the results of those before it.
                let now = Clock.monotonic()
                if now - started > 200 { flush(slot, &done) }
                started = now
            }
            flush(slot, &done)
            settle(batch[0].queue, count: ran)
        }
        slots.withLock { slots in slots.removeAll { $0 === slot } }
        if let note { notes?.giveBack(note) }
    }

    /// Hands over what the bodies of a thread gave. `done` is room that is used again.
    private func flush(_ slot: WorkerSlot, _ done: inout DoneAttempts) {
        slot.swapDone(&done)
        guard !done.isEmpty else { return }
        results.add { done.pack(into: &$0) }
        done.removeAll()
    }

    /// The next attempts of one task for a thread; waits for them. nil: the thread ends, and counts no more.
    private func next() -> ([TaskRequest], TaskOffer)? {
        while true {
            let found = state.withLock { state -> ([TaskRequest], TaskOffer)?? in
                if let taken = take(&state) { return taken }
                if state.isStopping {
                    state.threads -= 1
                    return .some(nil)
                }
                state.idle += 1
                return nil
            }
            if let found {
                wakeTurnedAway(found?.0.first?.queue)
                return found
            }
            let isSignalled = work.wait(milliseconds: settings.idleTime)
            let ends = state.withLock { state in
                state.idle -= 1
                // Started while others were blocked, and of no use any more.
                guard !isSignalled, state.threads > settings.threads, state.turn.isEmpty, !state.isStopping else {
                    return false
                }
                state.threads -= 1
                return true
            }
            if ends { return nil }
        }
    }

    private func take(_ state: inout State) -> ([TaskRequest], TaskOffer)? {
        // Asked at each taking: after a pause of the process no thread begins one before it is told to.
        guard !state.turn.isEmpty, permit.isValid(at: Clock.monotonic()) else { return nil }
        for _ in 0..<state.turn.count {
            let queue = state.turn.removeFirst()
            let line = state.lines[queue]!
            let room = line.offer.concurrency - line.running
            guard room > 0 else {
                state.turn.append(queue)
                continue
            }
            // Synchronous attempts of a batch run one after the other: they take one place, whatever their number.
            let limit = line.isSynchronous ? settings.batch : room
            let share = line.isSynchronous ? max(1, (line.count + max(1, state.idle)) / (1 + state.idle)) : limit
            let number = min(line.count, limit, share)
            let batch = line.take(number, bytes: line.isSynchronous ? settings.batchBytes : .max)
            if line.count > 0 { state.turn.append(queue) }
            line.running += line.isSynchronous ? 1 : batch.count
            state.lastTaken = Clock.monotonic()
            return (batch, line.offer)
        }
        return nil
    }

    private func settle(_ queue: UInt64, count: Int) {
        let more = state.withLock { state -> Bool in
            let line = state.lines[queue]!
            line.running -= line.isSynchronous ? 1 : count
            state.done += UInt64(count)
            return line.count > 0 && state.idle > 0
        }
        if more { work.signal() }
    }

    private func wakeTurnedAway(_ queue: UInt64?) {
        guard let queue else { return }
        let lanes = state.withLock { state -> [any Waker] in
            guard let line = state.lines[queue], !line.turnedAway.isEmpty, line.count < settings.queued / 2,
                line.bytes < settings.queuedBytes / 2
            else {
                return []
            }
            defer { line.turnedAway = [] }
            return line.turnedAway
        }
        for lane in lanes { lane.wake() }
    }

    static func failure(_ error: any Error) -> TaskFailure {
        (error as? TaskFailure) ?? TaskFailure(type: "\(type(of: error))", message: "\(error)")
    }

    // MARK: asynchronous bodies

    private func startAsynchronous(_ request: TaskRequest, _ offer: TaskOffer) {
        guard case .asynchronous(let body) = offer.body else { return }
        let identity = request.identity
        onAttempt?(identity, true)
        let key = RunningKey(identity: identity)
        var scratch: [UnsafeRawBufferPointer] = []
        let inputs = request.withInputs(scratch: &scratch) { inputs in (0..<inputs.count).map { Array(inputs[$0]) } }
        let deadline = Clock.monotonic() + request.timeout * 1_000
        state.withLock {
            $0.running[key] = RunningAttempt(request: request, deadline: deadline, task: nil, queue: request.queue)
        }
        let executor = AttemptExecutor(request, threads: executors)
        let task = Task(executorPreference: executor) { [self] in
            let result: Result<[UInt8], TaskFailure>
            do {
                result = .success(try await body(inputs, identity))
            } catch {
                result = .failure(TaskPool.failure(error))
            }
            finish(key, request, result)
        }
        state.withLock { $0.running[key]?.task = task }
    }

    private func finish(_ key: RunningKey, _ request: TaskRequest, _ result: Result<[UInt8], TaskFailure>) {
        let isFirst = state.withLock { state in
            if state.running.removeValue(forKey: key) != nil {
                state.finished.append((request, result))
            } else {
                return false
            }
            return state.finished.count == 1
        }
        onAttempt?(key.identity, false)
        settle(request.queue, count: 1)
        if isFirst { flushFinished() }
    }

    /// Appends what asynchronous bodies gave. Whoever comes first takes what the others left meanwhile.
    private func flushFinished() {
        while true {
            let finished = state.withLock { state in
                defer { state.finished.removeAll() }
                return state.finished
            }
            if finished.isEmpty { return }
            results.add { packer in
                for (request, result) in finished {
                    switch result {
                    case .success(let value):
                        value.withUnsafeBytes { packer.succeeded(request, value: $0) }
                    case .failure(let failure): packer.failed(request, failure)
                    }
                }
            }
        }
    }

    // MARK: timeouts and blocked threads

    /// Reports attempts that ran out of time, sends results again, and adds threads while bodies block.
    private func monitor() {
        var done = DoneAttempts()
        while results.unconfirmed > 0 || !state.withLock({ $0.isStopping && $0.running.isEmpty && $0.threads == 0 }) {
            monitorLatch.wait(microseconds: 10_000)
            notes?.watch()
            results.retry()
            let now = Clock.monotonic()
            var lateRequests: [TaskRequest] = []
            for slot in slots.withLock({ $0 }) {
                if let late = slot.abandonLate(now: now) { lateRequests.append(late) }
                if slot.isSlow(now: now) {
                    flush(slot, &done)
                    putBack(slot.giveUpRest())
                }
            }
            let late = state.withLock { state -> [RunningAttempt] in
                let late = state.running.values.filter { $0.deadline < now }
                for attempt in late {
                    state.running.removeValue(forKey: RunningKey(identity: attempt.request.identity))
                }
                return late
            }
            for attempt in late {
                attempt.task?.cancel()
                lateRequests.append(attempt.request)
            }
            for request in lateRequests { results.add { $0.failed(request, TaskPool.timeout(request)) } }
            let isStuck = state.withLock { state in
                state.idle == 0 && now - state.lastTaken > 10_000 && state.threads < settings.maximumThreads
                    && state.turn.contains { state.lines[$0]!.running < state.lines[$0]!.offer.concurrency }
            }
            if isStuck { startThread() }
        }
    }

    /// Attempts that a thread took along, and that wait behind a body which blocks it: others run them.
    private func putBack(_ requests: [TaskRequest]) {
        guard let queue = requests.first?.queue else { return }
        let wakes = state.withLock { state -> Bool in
            guard !state.isStopping, let line = state.lines[queue] else { return false }
            if line.count == 0 { state.turn.append(queue) }
            line.putBack(requests)
            return state.idle > 0
        }
        if wakes { work.signal() }
    }

    private static func timeout(_ request: TaskRequest) -> TaskFailure {
        TaskFailure(type: TaskFailure.timeoutType, message: "not done within \(request.timeout) ms")
    }

    /// The permit was prolonged after it had run out: what waits may begin.
    func resume() {
        let idle = state.withLock { $0.turn.isEmpty ? 0 : $0.idle }
        for _ in 0..<idle { work.signal() }
    }

    /// Appends a failure of an attempt that no thread runs any more.
    func report(_ failure: TaskFailure, _ identity: TaskIdentity, partition: Int) {
        results.add { $0.failed(identity, partition: partition, failure) }
    }

    // MARK: stopping

    /// Threads that run bodies now, or wait for some.
    package var threads: Int { state.withLock { $0.threads } + executors.threads }

    /// Attempts queued or running, and results that the log has not confirmed.
    package var busy: Int {
        state.withLock { state in
            state.lines.values.reduce(state.running.count) { $0 + $1.count + ($1.isSynchronous ? $1.running : 0) }
        } + results.unconfirmed
    }

    /// Takes nothing more, drops what waits, and lets what runs end.
    package func stop() {
        state.withLock { state in
            state.isStopping = true
            for line in state.lines.values { line.removeAll() }
            state.turn = []
        }
        for slot in slots.withLock({ $0 }) { slot.dropRest() }
        for _ in 0..<settings.maximumThreads { work.signal() }
    }
}
