package import SluiceKernel
import Synchronization

/// Starts, signals, commands and asks, through the log. Any machine that reaches the log can do so.
package final class Client: Sendable {
    private final class Pending: Sendable {
        let latch = Latch()
        let answer = Mutex<[UInt8]?>(nil)
    }

    package let log: any EventLog
    private let waiting = Mutex<[UInt64: Pending]>([:])
    /// Starts anywhere, so that processes which share a partition of `replies` do not take each other's answers.
    private let nextCorrelation = Mutex<UInt64>(UInt64.random(in: 0...UInt64.max >> 1))
    private let replyPartition: Mutex<UInt32>
    private let waitingCallers: Int
    private let lanes: (any LaneWatch)?
    /// How often a caller that waits looks whether a lane runs that could answer, microseconds.
    private static let lookInterval: Int64 = 500_000

    /// - Parameters:
    ///   - waitingCallers: how many may wait for answers at once; the next is turned away.
    ///   - lanes: tells a caller that waits why nobody answers; nil: the lanes are not of this process.
    package init(
        log: any EventLog, waitingCallers: Int = NodeSettings().waitingCallers, lanes: (any LaneWatch)? = nil
    ) {
        self.log = log
        self.lanes = lanes
        self.waitingCallers = waitingCallers
        replyPartition = Mutex(0)
        let partition = log.receiveReplies { [weak self] reply in self?.receive(reply) }
        replyPartition.withLock { $0 = partition }
    }

    private func receive(_ reply: AppendRecord) {
        guard reply.key.count == 8 else { return }
        let correlation = reply.key.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let pending = waiting.withLock({ $0[correlation] }) else { return }
        pending.answer.withLock { $0 = reply.value }
        pending.latch.wake()
    }

    // MARK: appending

    /// Appends records and waits until all are durable.
    ///
    /// - Returns: the largest of their offsets; -1: the log tells none.
    @discardableResult
    package func append(_ records: [AppendRecord], timeout: Int64 = 30_000) throws(ClientError) -> Int64 {
        let wait = AppendWait(count: records.count)
        let deadline = Clock.monotonic() + timeout * 1_000
        while !log.append(records, observer: wait) {
            guard Clock.monotonic() < deadline else { throw .notAppended("the log's queue is full") }
            Latch().wait(microseconds: 1_000)
        }
        try wait.wait(until: deadline, timeout: timeout)
        return wait.lastOffset
    }

    /// Appends one event of an instance.
    package func append(_ event: Event, timeout: Int64 = 30_000) throws(ClientError) {
        var writer = RecordWriter()
        writer.append(event)
        let record = AppendRecord(partition: log.shape.partition(of: event.instance), value: writer.take())
        try append([record], timeout: timeout)
    }

    // MARK: asking

    /// Appends what `event` makes of a reply address, and waits for the answer: a JSON object.
    package func ask(
        timeout: Int64 = 10_000, waitsForEnd: Bool = false, _ event: (ReplyAddress) -> (partition: Int, event: Event)
    ) throws(ClientError) -> [UInt8] {
        try asking(timeout: timeout, waitsForEnd: waitsForEnd, event).answer
    }

    /// As ``ask(timeout:waitsForEnd:_:)``, and tells where the event stands.
    ///
    /// - Returns: its offset: the incarnation of an instance that it started; -1: the log does not tell.
    package func asking(
        timeout: Int64, waitsForEnd: Bool, _ event: (ReplyAddress) -> (partition: Int, event: Event)
    ) throws(ClientError) -> (answer: [UInt8], offset: Int64) {
        let correlation = nextCorrelation.withLock { next in
            next += 1
            return next
        }
        let pending = Pending()
        let isTaken = waiting.withLock { waiting in
            guard waiting.count < waitingCallers else { return false }
            waiting[correlation] = pending
            return true
        }
        guard isTaken else { throw .tooManyWaiting(waitingCallers) }
        defer { waiting.withLock { _ = $0.removeValue(forKey: correlation) } }
        let address = ReplyAddress(
            partition: replyPartition.withLock { $0 }, correlation: correlation, waitsForEnd: waitsForEnd)
        let (partition, asked) = event(address)
        var writer = RecordWriter()
        writer.append(asked)
        let deadline = Clock.monotonic() + timeout * 1_000
        let offset = try append([AppendRecord(partition: partition, value: writer.take())], timeout: timeout)
        while true {
            let left = deadline - Clock.monotonic()
            // Before a lane is looked at: one that stops behind this event has answered it.
            if left > 0 { pending.latch.wait(microseconds: min(left, Client.lookInterval)) }
            if let answer = pending.answer.withLock({ $0 }) { return (answer, offset) }
            let stop = lanes?.stop(of: partition)
            if let stop, stop.isLasting || left <= 0 { throw .stopped(stop.reason) }
            guard left > 0 else { throw .timeout(timeout) }
        }
    }

    /// Asks about one instance.
    package func ask(
        instance: [UInt8], _ question: Question, timeout: Int64 = 10_000
    ) throws(ClientError) -> [UInt8] {
        let partition = log.shape.partition(of: instance)
        let waits: Bool
        if case .wait = question { waits = true } else { waits = false }
        let id = UnsafeMutableRawBufferPointer.allocate(byteCount: max(instance.count, 1), alignment: 1)
        defer { id.deallocate() }
        id.copyBytes(from: instance)
        let view = UnsafeRawBufferPointer(rebasing: id[..<instance.count])
        return try ask(timeout: timeout, waitsForEnd: waits) { address in
            (partition, .question(QuestionEvent(instance: view, question: question, reply: address)))
        }
    }

    /// Asks a partition as a whole.
    package func ask(partition: Int, _ question: Question, timeout: Int64 = 10_000) throws(ClientError) -> [UInt8] {
        try ask(timeout: timeout) { address in
            let event = QuestionEvent(
                instance: UnsafeRawBufferPointer(start: nil, count: 0), question: question, reply: address)
            return (partition, .question(event))
        }
    }

    // MARK: definitions

    /// Deploys a canonical document and waits until every partition has activated it.
    ///
    /// - Returns: its sequence number, and whether it was there already.
    package func deploy(
        _ definition: Definition, timeout: Int64 = 30_000
    ) throws -> (sequence: Int64, wasThere: Bool) {
        for step in definition.steps {
            guard let problem = problem(with: step) else { continue }
            throw ClientError.rejected("step \(step.name) of \(definition.name): \(problem)")
        }
        let deadline = Clock.monotonic() + timeout * 1_000
        let document = DefinitionWriter.canonicalJSON(definition)
        let known = try deployed(definition)
        if let known, known != document { throw Client.isOther(definition) }
        if known == nil {
            let wait = AppendWait(count: 1)
            // A compacted topic wants a key, and a version never changes.
            let record = AppendRecord(
                topic: .definitions, partition: 0, key: Array("\(definition.name)/\(definition.version)".utf8),
                value: document)
            guard log.append([record], observer: wait) else {
                throw ClientError.notAppended("the log's queue is full")
            }
            try wait.wait(until: deadline, timeout: timeout)
        }
        let sequence = try awaitActivation(definition, until: deadline, timeout: timeout)
        // Another may have deployed it at the same moment: then the first in the log is the one that counts.
        var isOther = false
        try DeployedDefinitions.each(log) { if $0 == sequence && $1 != document { isOther = true } }
        if isOther { throw Client.isOther(definition) }
        return (sequence, known != nil)
    }

    /// Why this log has no use for a step.
    private func problem(with step: StepDefinition) -> String? {
        switch step.kind {
        case .publish(let settings, _): log.problem(withPublishingTo: settings.topic)
        case .task(let settings, _): settings.queue.flatMap { log.problem(withQueue: $0) }
        default: nil
        }
    }

    /// The document that counts for a workflow's version: the first in the log; nil: there is none.
    private func deployed(_ definition: Definition) throws(LogError) -> [UInt8]? {
        var first: [UInt8]?
        try DeployedDefinitions.each(log) { _, document in
            guard first == nil, let known = DefinitionReader.read(json: document).definition else { return }
            if known.name == definition.name && known.version == definition.version { first = document }
        }
        return first
    }

    private static func isOther(_ definition: Definition) -> ClientError {
        .rejected(
            "workflow \(definition.name) version \(definition.version) is deployed with another content; "
                + "a version never changes: raise it")
    }

    /// Waits until partition 0, the last, has activated a workflow's version.
    ///
    /// - Returns: the sequence under which it is active: of several records that say the same, the first.
    private func awaitActivation(
        _ definition: Definition, until deadline: Int64, timeout: Int64
    ) throws(ClientError) -> Int64 {
        while true {
            let left = (deadline - Clock.monotonic() + 999) / 1_000
            guard left > 0 else { throw .timeout(timeout) }
            let answer: [UInt8]
            do throws(ClientError) {
                answer = try ask(partition: 0, .definitions, timeout: left)
            } catch {
                if case .timeout = error { throw .timeout(timeout) }
                throw error
            }
            if let sequence = Client.activeSequence(of: definition, in: answer) { return sequence }
            Latch().wait(microseconds: 5_000)
        }
    }

    /// Where the answer to ``Question/definitions`` says that a workflow's version is active; nil: it does not.
    private static func activeSequence(of definition: Definition, in answer: [UInt8]) -> Int64? {
        var row = JSONObject()
        row.string("workflow", definition.name)
        row.int("version", Int64(definition.version))
        row.member("sequence")
        guard let place = answer.firstRange(of: row.bytes) else { return nil }
        let digits = answer[place.upperBound...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isActive = !answer[digits.endIndex...].starts(with: Array(#","activation":-"#.utf8))
        return isActive ? Int64(String(decoding: digits, as: UTF8.self)) : nil
    }
}
