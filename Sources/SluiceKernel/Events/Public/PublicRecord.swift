/// A record of `events` that some other client wrote: a CloudEvent whose key is the instance id. `docs/formats.md` promises
/// its form.
package enum PublicRecord {
    /// Whether a value is one, and no record of the engine's own: no JSON text begins as those do.
    @inline(__always)
    package static func isOne(_ value: UnsafeRawBufferPointer) -> Bool { value.first != RecordReader.magic }

    /// Calls `body` with the event that a record stands for; what it points to is valid during the call.
    ///
    /// - Parameters:
    ///   - partition: where the record lies: the id of an event whose producer gave none is its place.
    ///   - offset: likewise.
    ///   - origin: what stands before that place in the id, where the record lies in another topic than `events`.
    /// - Throws: what is wrong with the record, if it is no event. Whether its data is JSON is the fold's to say.
    package static func withEvent<Result>(
        key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, headers: UnsafeRawBufferPointer, partition: Int,
        offset: Int64, origin: String = "", _ body: (Event) -> Result
    ) throws(PublicRecordError) -> Result {
        if key.isEmpty { throw PublicRecordError("the record has no key: its key is the instance id") }
        if let problem = PartitionFold.problem(withID: key) { throw PublicRecordError("the record's key: \(problem)") }
        let event = try CloudEvent(value: value, headers: headers)
        let id = event.id.isEmpty ? Array("\(origin)\(partition)/\(offset)".utf8) : event.id
        switch try PublicType(event.type) {
        case .start(let workflow, let version):
            return workflow.withUnsafeBytes { workflow in
                id.withUnsafeBytes { id in
                    body(
                        .started(
                            StartedEvent(
                                instance: key, definition: workflow, version: version, id: id, time: event.time,
                                input: event.data)))
                }
            }
        case .signal(let name):
            return name.withUnsafeBytes { name in
                id.withUnsafeBytes { id in
                    body(
                        .signaled(
                            SignaledEvent(instance: key, name: name, id: id, time: event.time, data: event.data)))
                }
            }
        case .succeeded:
            let task = try attempt(of: event, key)
            if let problem = PartitionFold.problem(withJSON: event.data, "result") { throw PublicRecordError(problem) }
            return body(.taskSucceeded(TaskSucceededEvent(task: task, value: event.data)))
        case .failed:
            let task = try attempt(of: event, key)
            let failure = try PublicFailure(event.data)
            return failure.type.withUnsafeBytes { type in
                failure.message.withUnsafeBytes { message in
                    body(
                        .taskFailed(
                            TaskFailedEvent(
                                task: task, type: type, message: message, isNonRetriable: !failure.isRetriable)))
                }
            }
        case .heartbeat:
            return body(.taskUnderWay(TaskUnderWayEvent(task: try attempt(of: event, key), sign: .heartbeat)))
        }
    }

    /// The attempt that a worker speaks of.
    private static func attempt(
        of event: CloudEvent, _ key: UnsafeRawBufferPointer
    ) throws(PublicRecordError) -> TaskReference {
        if event.task.isEmpty {
            throw PublicRecordError(
                "the record does not say which attempt it is of: its header ce_task is the ce_id of the task's record")
        }
        guard let task = TaskReference(key: event.task, of: key) else {
            let given = String(decoding: event.task, as: UTF8.self).quotedForMessage
            throw PublicRecordError(
                "ce_task \(given) names no attempt of the instance that is the record's key: send back the key and the "
                    + "ce_id of the task's record as they are")
        }
        return task
    }
}
