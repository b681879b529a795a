import SluiceExpressions

/// Applies the events of one partition, in order, to its state: pure and deterministic.
///
/// A record's work is bounded: at most ``maximumTimers`` due timers fire before it.
package final class PartitionFold {
    /// Timers that fire before one record. While more are due, the owner appends `clock` events.
    package static let maximumTimers = 256

    /// Partitions of `replies`, at most: an answer to a higher one has nowhere to go.
    package static let maximumReplyPartitions: UInt32 = 1_024

    /// The end of the year 9999, milliseconds since 1970: where the clock stands still, whatever a producer's record says.
    private static let lastTime: Int64 = 253_402_300_799_999

    @exclusivity(unchecked) package var state: PartitionState
    package let context: FoldContext
    package let place: PartitionPlace
    // Borrowed for each use, which a reference that does not keep it alive cannot be: it would be counted.
    private let host: any FoldHost
    private unowned(unsafe) let checker: (any FoldChecker)?

    /// - Parameters:
    ///   - place: which partition this is.
    ///   - host: is kept alive by the fold: one that owns it has to let it go.
    ///   - checker: stands between the fold and `host`; the host keeps it alive.
    package init(
        state: PartitionState, place: PartitionPlace, host: any FoldHost, checker: (any FoldChecker)? = nil
    ) {
        self.state = state
        self.place = place
        self.host = checker ?? host
        self.checker = checker
        context = FoldContext(host: checker ?? host)
        context.clock = state.clock
    }

    /// A record is about to be folded: moves the clock to its append time (milliseconds) if that is later.
    package func advanceClock(to appendTime: Int64, offset: Int64) {
        if appendTime > state.clock { state.clock = min(appendTime, PartitionFold.lastTime) }
        context.clock = state.clock
        context.offset = offset
        context.largestValue = state.limits.largestValue
    }

    /// A due timer fires. The host gives them in (due, instance, timer) order.
    package func fire(_ timer: InstanceTimer, of id: UnsafeRawBufferPointer) -> Disposition {
        guard let checker else { return fireNow(timer, of: id) }
        return checker.checking(timer, of: id, in: self) { fireNow(timer, of: id) }
    }

    private func fireNow(_ timer: InstanceTimer, of id: UnsafeRawBufferPointer) -> Disposition {
        if timer.id.kind == .earlySignals { return expireEarlySignals(of: id, timer) }
        guard let instance = host.find(id) else { return .ignored }
        guard let program = host.program(instance.pointee.definition) else { return .beyond }
        return program.fired(timer, instance, context)
    }

    /// Applies one entry of a record.
    package func apply(_ event: Event, admission: Admission) -> Disposition {
        guard let checker else { return applyNow(event, admission: admission) }
        return checker.checking(event, admission, in: self) { applyNow(event, admission: admission) }
    }

    private func applyNow(_ event: Event, admission: Admission) -> Disposition {
        switch state.admit(admission) {
        case .admit: break
        case .repeated: return .ignored
        case .gap: return .gap
        }
        context.time = context.clock * 1_000
        if let problem = PartitionFold.problem(withFeeding: event, admission) { return reject(problem, event) }
        if let problem = PartitionFold.problem(withReplyOf: event) { return reject(problem, event) }
        if let home = place.other(for: event.instance) { return forward(event, to: home, admission) }
        switch event {
        case .started(let event): return started(event)
        case .signaled(let event): return signaled(event)
        case .taskSucceeded(let result):
            return attempted(result.task, event) { $0.taskSucceeded(result, $1, context) }
        case .taskFailed(let result): return attempted(result.task, event) { $0.taskFailed(result, $1, context) }
        case .taskUnderWay(let sign): return attempted(sign.task, event) { $0.taskUnderWay(sign, $1, context) }
        case .command(let command): return commanded(command)
        case .question(let question): return asked(question)
        case .clock: return .applied
        case .define(let event): return define(event)
        case .activate(let event): return activate(event)
        case .refused(let event): return reject(String(decoding: event.reason, as: UTF8.self), .refused(event))
        }
    }

    private func started(_ event: StartedEvent) -> Disposition {
        if let problem = PartitionFold.problem(withID: event.instance) {
            if let reply = event.reply { host.answer(reply, .rejected(problem)) }
            return reject(problem, .started(event))
        }
        if let problem = tooLarge(event.input, "input") {
            if let reply = event.reply { host.answer(reply, .rejected(problem)) }
            return reject(problem, .started(event))
        }
        if let instance = host.find(event.instance) {
            guard let program = host.program(instance.pointee.definition) else { return .beyond }
            program.startedAgain(event.reply, instance, context)
            return .ignored
        }
        guard let sequence = state.definitions.sequence(of: event.definition, version: event.version) else {
            let name = String(decoding: event.definition, as: UTF8.self)
            let wanted = event.version == 0 ? name : "\(name) version \(event.version)"
            let id = String(decoding: event.instance, as: UTF8.self).quotedForMessage
            let problem = "workflow \(wanted) is not deployed: instance \(id) was not started"
            if let reply = event.reply { host.answer(reply, .rejected(problem)) }
            return reject(problem, .started(event))
        }
        guard let program = host.program(sequence) else { return .beyond }
        if let problem = PartitionFold.problem(withJSON: event.input, "input") {
            if let reply = event.reply { host.answer(reply, .rejected(problem)) }
            return reject(problem, .started(event))
        }
        if event.time != 0 { context.time = event.time }
        var early: EarlySignals?
        if state.earlyInstances > 0, let kept = host.earlySignals(event.instance) {
            early = kept
            state.earlyInstances -= 1
            host.setEarlySignals(event.instance, nil)
            host.timerCleared(event.instance, InstanceTimer(due: kept.due, id: TimerID(.earlySignals)))
        }
        _ = program.start(event, sequence: sequence, early: early, context)
        return .applied
    }

    private func signaled(_ event: SignaledEvent) -> Disposition {
        if let problem = PartitionFold.problem(withID: event.instance) { return reject(problem, .signaled(event)) }
        if let problem = tooLarge(event.data, "signal") { return reject(problem, .signaled(event)) }
        if let instance = host.find(event.instance) {
            guard let program = host.program(instance.pointee.definition) else { return .beyond }
            return program.signaled(event, instance, context)
        }
        return keep(event)
    }

    /// What is said of an attempt, for the program of its instance.
    @inline(__always)
    private func attempted(
        _ task: TaskReference, _ event: Event, _ apply: (GraphProgram, UnsafeMutablePointer<Instance>) -> Disposition
    ) -> Disposition {
        guard let instance = host.find(task.instance) else {
            // Its instance may have been purged, unless it would have to start yet.
            guard task.incarnation >= context.offset else { return .ignored }
            return reject(PartitionFold.problem(withAbsent: task.instance), event)
        }
        guard let program = host.program(instance.pointee.definition) else { return .beyond }
        return apply(program, instance)
    }

    private func commanded(_ event: CommandEvent) -> Disposition {
        guard let instance = host.find(event.instance) else {
            if let reply = event.reply { host.answer(reply, .notFound(event.instance)) }
            return reject(PartitionFold.problem(withAbsent: event.instance), .command(event))
        }
        guard let program = host.program(instance.pointee.definition) else { return .beyond }
        return program.commanded(event, instance, context)
    }

    private func asked(_ event: QuestionEvent) -> Disposition {
        switch event.question {
        case .list(let query):
            host.answer(event.reply, .list(query))
            return .applied
        case .definitions:
            host.answer(event.reply, .definitions(state.definitions))
            return .applied
        case .get, .wait, .history: break
        }
        guard let instance = host.find(event.instance) else {
            host.answer(event.reply, .notFound(event.instance))
            return .applied
        }
        guard let program = host.program(instance.pointee.definition) else { return .beyond }
        switch event.question {
        case .get: host.answer(event.reply, .instance(instance, program))
        case .wait:
            var reply = event.reply
            reply.waitsForEnd = true
            program.answer(reply, instance, context)
        case .history(let from): host.answer(event.reply, .history(instance, program, from: from))
        case .list, .definitions: break
        }
        return .applied
    }

    func tooLarge(_ value: UnsafeRawBufferPointer, _ what: String) -> String? {
        guard value.count > context.largestValue else { return nil }
        return "the \(what) has \(value.count) bytes; at most \(context.largestValue) fit into a record"
    }

    func reject(_ reason: String, _ event: Event) -> Disposition {
        host.deadLetter(reason, event)
        return .rejected
    }

    /// Data of an event is JSON or nothing: it is spliced into outcomes and answers, and nobody looks at it again.
    static func problem(withJSON data: UnsafeRawBufferPointer, _ what: String) -> String? {
        if data.isEmpty { return nil }
        do throws(JSONError) {
            try JSON.validate(data)
            return nil
        } catch {
            return "the \(what) is not JSON: \(error)"
        }
    }

    /// From other topics than `definitions` come starts and signals, and what moves their mark.
    private static func problem(withFeeding event: Event, _ admission: Admission) -> String? {
        guard case .feed(let feed) = admission, feed.topic != FedTopic.definitions else { return nil }
        switch event {
        case .started, .signaled, .refused, .clock: return nil
        case .taskSucceeded, .taskFailed, .taskUnderWay, .command, .question, .define, .activate:
            return "a source may start and signal instances, and nothing else: this is \(event.kind)"
        }
    }

    private static func problem(withReplyOf event: Event) -> String? {
        let reply: ReplyAddress
        switch event {
        case .started(let event):
            guard let address = event.reply else { return nil }
            reply = address
        case .command(let event):
            guard let address = event.reply else { return nil }
            reply = address
        case .question(let event): reply = event.reply
        case .signaled, .taskSucceeded, .taskFailed, .taskUnderWay, .clock, .define, .activate, .refused: return nil
        }
        guard reply.partition >= maximumReplyPartitions else { return nil }
        return "the answer is wanted in partition \(reply.partition) of replies; the last there can be is "
            + "\(maximumReplyPartitions - 1)"
    }

    package static func problem(withAbsent id: UnsafeRawBufferPointer) -> String {
        "no instance has the id \(String(decoding: id.prefix(256), as: UTF8.self).quotedForMessage)"
    }

    /// An instance id is 1-255 bytes of UTF-8 without NUL.
    package static func problem(withID id: UnsafeRawBufferPointer) -> String? {
        if id.isEmpty { return "the instance id is empty" }
        if id.count > 255 { return "the instance id has \(id.count) bytes; at most 255 are allowed" }
        if id.contains(0) { return "the instance id contains a NUL" }
        if id.contains(where: { $0 >= 0x80 }), String(validating: id, as: UTF8.self) == nil {
            return "the instance id is not UTF-8"
        }
        return nil
    }
}
