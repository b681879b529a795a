import SluiceExpressions
import SluiceKernel

/// An instance as people and programs see it: JSON.
enum InstanceView {
    /// What `get` answers.
    static func full(
        _ instance: UnsafePointer<Instance>, _ program: GraphProgram, offers: (UInt64) -> Bool
    ) -> [UInt8] {
        var object = JSONObject()
        summarise(instance.pointee, program, into: &object)
        object.int("incarnation", instance.pointee.incarnation)
        object.value("input") { bytes in instance.pointee.withInput { bytes.append(contentsOf: $0) } }
        if instance.pointee.status == .succeeded { object.value("result") { program.result(of: instance, into: &$0) } }
        if let reason = instance.pointee.extras?.reason, !reason.isEmpty { object.string("reason", reason) }
        object.value("steps") { bytes in
            bytes.append(UInt8(ascii: "["))
            for index in instance.pointee.steps.indices {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: step(index, of: instance.pointee, program, offers: offers))
            }
            bytes.append(UInt8(ascii: "]"))
        }
        return object.finish()
    }

    /// One row of `list`.
    static func row(_ instance: borrowing Instance, _ program: GraphProgram) -> [UInt8] {
        var object = JSONObject()
        summarise(instance, program, into: &object)
        return object.finish()
    }

    /// Appends the value of an outcome record: the members of a ``row(_:_:)``, and what came of the instance.
    static func appendOutcome(_ instance: UnsafePointer<Instance>, _ program: GraphProgram, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: outcomeStart)
        instance.pointee.id.span.withUnsafeBufferPointer { JSONWriter.string($0, into: &bytes) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 192 + program.title.count) { room in
            var cursor = ByteCursor(room)
            cursor.byte(UInt8(ascii: ","))
            program.title.withUnsafeBytes { cursor.raw($0) }
            cursor.text(#","status":""#)
            cursor.string(instance.pointee.status.name)
            cursor.text(#"","started":""#)
            cursor.time(instance.pointee.startedAt)
            cursor.text(#"","ended":""#)
            cursor.time(instance.pointee.endedAt)
            cursor.text(#"","incarnation":"#)
            cursor.number(instance.pointee.incarnation)
            cursor.text(#","result":"#)
            bytes.append(contentsOf: cursor.bytes)
        }
        program.result(of: instance, into: &bytes)
        if let reason = instance.pointee.extras?.reason, !reason.isEmpty {
            bytes.append(contentsOf: #","reason":"#.utf8)
            JSONWriter.string(reason, into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static let outcomeStart = Array(#"{"instance":"#.utf8)

    private static func summarise(
        _ instance: borrowing Instance, _ program: GraphProgram, into object: inout JSONObject
    ) {
        object.string("instance", instance.id)
        object.members(program.title)
        object.string("status", instance.status.name)
        object.time("started", instance.startedAt)
        if instance.endedAt != 0 { object.time("ended", instance.endedAt) }
    }

    private static func step(
        _ index: Int, of instance: borrowing Instance, _ program: GraphProgram, offers: (UInt64) -> Bool
    ) -> [UInt8] {
        let state = instance.steps[index]
        var object = JSONObject()
        object.string("name", program.name(step: index))
        object.string("status", state.phase.name)
        if state.attempt > 0 { object.int("attempt", Int64(state.attempt)) }
        var unoffered: String?
        if case .task(let settings, _) = program.definition.steps[index].kind {
            if let queue = settings.queue {
                if state.phase == .queued { object.string("waits_for", "a worker of queue \(queue)") }
            } else if !offers(program.queue(step: index)) {
                unoffered = "no node offers the task \(settings.task)"
            }
        }
        if let unoffered, state.phase == .pending { object.string("waits_for", unoffered) }
        if state.phase != .waiting { object.time("since", state.time / 1_000) }
        if let failure = instance.extras?.failures.first(where: { Int($0.step) == index }) {
            object.string("error", failure.type)
            object.string("message", failure.message)
            // Nobody had it done in time: the attempt that counts as the first may have waited for a body all along.
            if let unoffered, state.phase != .pending, failure.type.elementsEqual(TaskFailure.deadlineType.utf8) {
                object.string("hint", unoffered)
            }
        }
        // A signal that came to a step which was then skipped left its value behind: it counts for nothing.
        if state.valueLength > 0, state.phase != .skipped, state.phase != .cancelled {
            object.value("value") { bytes in instance.withValue(step: index) { bytes.append(contentsOf: $0) } }
        }
        for timer in instance.timers where Int(timer.id.step) == index && timer.id.kind != .purge {
            object.time("due", timer.due)
            break
        }
        return object.finish()
    }
}
