package import SluiceEngine
package import SluiceKernel

/// Runs scripted bodies after a virtual delay and appends their results, sending again what the log did not take.
package final class ScriptedDispatcher: TaskDispatcher {
    private struct Line {
        var name: String
        var script: TaskScript
        var running = 0
        var turnedAway: [any Waker] = []
    }

    private let log: ScriptedLog
    private let ledger: Ledger
    private var lines: [UInt64: Line] = [:]
    private var cancelled: Set<String> = []
    private let outbox: Outbox
    private let permit: DispatchPermit
    /// The most attempts that ran at once, over all tasks.
    package private(set) var peak = 0
    private var running = 0

    /// How often each body ran, by idempotency key: outlives processes.
    package final class Ledger {
        package private(set) var runs: [String: Int] = [:]
        func note(_ key: String) { runs[key, default: 0] += 1 }
        package init() {}
    }

    package init(
        log: ScriptedLog, tasks: [(name: String, script: TaskScript)], ledger: Ledger, waker: any Waker,
        permit: DispatchPermit = .unlimited()
    ) {
        self.log = log
        self.permit = permit
        self.ledger = ledger
        outbox = Outbox(log: log, waker: waker)
        for task in tasks { lines[ScriptedDispatcher.queue(task.name)] = Line(name: task.name, script: task.script) }
    }

    package static func queue(_ name: String) -> UInt64 { Array(name.utf8).withUnsafeBytes { Mixer.hash64($0) } }

    package func offers(_ queue: UInt64) -> Bool { lines[queue] != nil }

    package func room(_ queue: UInt64, for lane: any Waker) -> Int {
        guard var line = lines[queue] else { return 0 }
        let mayBegin = permit.isValid(at: log.broker.clock.now * 1_000)
        let room = mayBegin ? line.script.concurrency - line.running : 0
        if room > 0 { return room }
        line.turnedAway.append(lane)
        lines[queue] = line
        return 0
    }

    /// As a pool does, it takes them for attempts of the task that the first one is of.
    package func run(_ requests: [TaskRequest]) {
        guard let queue = requests.first?.queue else { return }
        for request in requests { run(request, queue) }
    }

    private func run(_ request: TaskRequest, _ queue: UInt64) {
        guard var line = lines[queue], !log.isDead else { return }
        line.running += 1
        running += 1
        peak = max(peak, running)
        lines[queue] = line
        let key = request.identity.idempotencyKey
        ledger.note(key)
        log.broker.trace.note("\(log.name) runs \(line.name) \(key)")
        var scratch: [UnsafeRawBufferPointer] = []
        let inputs = request.withInputs(scratch: &scratch) { inputs in
            (0..<inputs.count).map { String(decoding: inputs[$0], as: UTF8.self) }
        }
        let result = line.script.body(request.identity, inputs)
        log.broker.agenda.schedule(at: log.broker.clock.now + line.script.delay) { [self] in
            finish(request, queue, result)
        }
    }

    package func cancel(_ identity: TaskIdentity) { cancelled.insert(identity.idempotencyKey) }

    private func finish(_ request: TaskRequest, _ queue: UInt64, _ result: TaskResult) {
        if log.isDead { return }
        lines[queue]!.running -= 1
        running -= 1
        for waker in lines[queue]!.turnedAway { waker.wake() }
        lines[queue]!.turnedAway = []
        if cancelled.remove(request.identity.idempotencyKey) != nil { return }
        let identity = request.identity
        let id = String(decoding: identity.instance, as: UTF8.self)
        var event: ScriptedEvent
        switch result {
        case .silence: return
        case .succeed(let value), .twice(let value):
            event = .succeed(
                id, incarnation: identity.incarnation, step: Int(identity.step), attempt: identity.attempt,
                pass: identity.pass, value: value)
        case .fail(let failure):
            event = .fail(
                id, incarnation: identity.incarnation, step: Int(identity.step), attempt: identity.attempt,
                pass: identity.pass, type: failure.type, message: failure.message,
                isNonRetriable: failure.isNonRetriable)
        }
        outbox.append(AppendRecord(partition: request.partition, value: event.record))
        if case .twice = result { outbox.append(AppendRecord(partition: request.partition, value: event.record)) }
        outbox.flush()
    }

    /// Attempts may begin again.
    func resume() {
        for queue in lines.keys.sorted() {
            for waker in lines[queue]!.turnedAway { waker.wake() }
            lines[queue]!.turnedAway = []
        }
    }

    /// Takes in outcomes and sends again.
    package func pump() { outbox.flush() }

    package var isQuiet: Bool { running == 0 && outbox.confirmed == outbox.appended }
}
