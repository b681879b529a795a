package import SluiceKernel

/// An event that owns its bytes: one entry of an `events` record, as a script writes it.
package struct ScriptedEvent: Equatable, Sendable {
    /// A whole record with this one entry.
    package let record: [UInt8]

    package init(_ event: Event, admission: Admission = .direct) {
        var writer = RecordWriter()
        writer.append(event, admission: admission)
        record = writer.take()
    }

    package static func start(
        _ id: String, of definition: String, version: UInt32 = 0, input: String = "{}", eventID: String = "",
        time: Int64 = 0, reply: ReplyAddress? = nil, admission: Admission = .direct
    ) -> ScriptedEvent {
        withBytes(id, definition, eventID, input) { id, definition, eventID, input in
            let event = StartedEvent(
                instance: id, definition: definition, version: version, id: eventID, time: time, input: input,
                reply: reply)
            return ScriptedEvent(.started(event), admission: admission)
        }
    }

    package static func signal(
        _ id: String, _ name: String, id signal: String = "", time: Int64 = 0, data: String = "{}",
        admission: Admission = .direct
    ) -> ScriptedEvent {
        withBytes(id, name, signal, data) { id, name, signal, data in
            let event = SignaledEvent(instance: id, name: name, id: signal, time: time, data: data)
            return ScriptedEvent(.signaled(event), admission: admission)
        }
    }

    package static func succeed(
        _ id: String, incarnation: Int64, step: Int, attempt: UInt16 = 1, pass: UInt16 = 0, value: String = "1",
        admission: Admission = .direct
    ) -> ScriptedEvent {
        withBytes(id, value, "", "") { id, value, _, _ in
            let task = TaskReference(
                instance: id, incarnation: incarnation, step: UInt16(step), pass: pass, attempt: attempt)
            return ScriptedEvent(.taskSucceeded(TaskSucceededEvent(task: task, value: value)), admission: admission)
        }
    }

    package static func fail(
        _ id: String, incarnation: Int64, step: Int, attempt: UInt16 = 1, pass: UInt16 = 0, type: String = "Broken",
        message: String = "it broke", isNonRetriable: Bool = false
    ) -> ScriptedEvent {
        withBytes(id, type, message, "") { id, type, message, _ in
            let task = TaskReference(
                instance: id, incarnation: incarnation, step: UInt16(step), pass: pass, attempt: attempt)
            return ScriptedEvent(
                .taskFailed(
                    TaskFailedEvent(task: task, type: type, message: message, isNonRetriable: isNonRetriable)))
        }
    }

    /// An attempt of a queue is there, or alive.
    package static func underWay(
        _ sign: TaskUnderWayEvent.Sign, _ id: String, incarnation: Int64, step: Int, attempt: UInt16 = 1,
        pass: UInt16 = 0
    ) -> ScriptedEvent {
        withBytes(id, "", "", "") { id, _, _, _ in
            let task = TaskReference(
                instance: id, incarnation: incarnation, step: UInt16(step), pass: pass, attempt: attempt)
            return ScriptedEvent(.taskUnderWay(TaskUnderWayEvent(task: task, sign: sign)))
        }
    }

    package static func cancel(_ id: String, reason: String = "", id command: String = "") -> ScriptedEvent {
        withBytes(id, reason, command, "") { id, reason, command, _ in
            ScriptedEvent(.command(CommandEvent(instance: id, id: command, command: .cancel(reason: reason))))
        }
    }

    /// An empty step: all that are sidelined.
    package static func redrive(_ id: String, step: String = "", id command: String = "") -> ScriptedEvent {
        withBytes(id, step, command, "") { id, step, command, _ in
            ScriptedEvent(.command(CommandEvent(instance: id, id: command, command: .redrive(step: step))))
        }
    }

    /// An empty value: the step counts as skipped.
    package static func skip(
        _ id: String, step: String, value: String = "", id command: String = "", reply: ReplyAddress? = nil
    ) -> ScriptedEvent {
        withBytes(id, step, value, command) { id, step, value, command in
            ScriptedEvent(
                .command(
                    CommandEvent(instance: id, id: command, command: .skip(step: step, value: value), reply: reply)))
        }
    }

    package static func ask(_ id: String, _ question: Question, correlation: UInt64) -> ScriptedEvent {
        withBytes(id, "", "", "") { id, _, _, _ in
            var waits = false
            if case .wait = question { waits = true }
            let reply = ReplyAddress(partition: 0, correlation: correlation, waitsForEnd: waits)
            return ScriptedEvent(.question(QuestionEvent(instance: id, question: question, reply: reply)))
        }
    }

    package static func list(
        definition: String = "", statuses: UInt16 = 0, after: String = "", limit: UInt16 = 100, correlation: UInt64
    ) -> ScriptedEvent {
        withBytes(definition, after, "", "") { definition, after, _, _ in
            let query = ListQuery(definition: definition, statuses: statuses, after: after, limit: limit)
            let empty = UnsafeRawBufferPointer(start: nil, count: 0)
            let reply = ReplyAddress(partition: 0, correlation: correlation)
            return ScriptedEvent(.question(QuestionEvent(instance: empty, question: .list(query), reply: reply)))
        }
    }

    package static let clock = ScriptedEvent(.clock)

    package static func define(
        _ sequence: Int64, _ definition: Definition, admission: Admission = .direct
    ) -> ScriptedEvent {
        define(sequence, document: DefinitionWriter.canonicalJSON(definition), admission: admission)
    }

    package static func define(
        _ sequence: Int64, document: [UInt8], admission: Admission = .direct
    ) -> ScriptedEvent {
        document.withUnsafeBytes {
            ScriptedEvent(.define(DefineEvent(sequence: sequence, document: $0)), admission: admission)
        }
    }

    package static func activate(
        _ sequence: Int64, _ target: ActivateEvent.Target, admission: Admission = .direct
    ) -> ScriptedEvent {
        ScriptedEvent(.activate(ActivateEvent(sequence: sequence, target: target)), admission: admission)
    }

    /// One record of all the entries of `events`, in order.
    package static func pack(_ events: [ScriptedEvent]) -> [UInt8] {
        var writer = RecordWriter()
        for event in events { event.read { writer.append($1, admission: $0) } }
        return writer.take()
    }

    /// Calls `body` with the entry, borrowed.
    package func read<Result>(_ body: (Admission, Event) -> Result) -> Result {
        record.withUnsafeBytes { bytes in
            guard var reader = try? RecordReader(bytes), let entry = try? reader.next() else {
                preconditionFailure("a scripted event does not decode")
            }
            return body(entry.admission, entry.event)
        }
    }

    private static func withBytes<Result>(
        _ a: String, _ b: String, _ c: String, _ d: String,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) ->
            Result
    ) -> Result {
        Array(a.utf8).withUnsafeBytes { a in
            Array(b.utf8).withUnsafeBytes { b in
                Array(c.utf8).withUnsafeBytes { c in Array(d.utf8).withUnsafeBytes { body(a, b, c, $0) } }
            }
        }
    }
}
