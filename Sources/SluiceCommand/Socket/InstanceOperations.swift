import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// Operations on instances: each is an event in the log, and so is each question.
enum InstanceOperations {
    static let all: [Operation] = [
        Operation(name: "start") { request, host throws(CommandError) in try start(request, host) },
        Operation(name: "signal") { request, host throws(CommandError) in try signal(request, host) },
        Operation(name: "get") { request, host throws(CommandError) in
            try instance(try ask(request, host, .get))
        },
        Operation(name: "wait") { request, host throws(CommandError) in
            try instance(try ask(request, host, .wait))
        },
        Operation(name: "history") { request, host throws(CommandError) in
            let from = UInt32(clamping: request.int("from") ?? 0)
            return try member("history", try ask(request, host, .history(from: from)))
        },
        Operation(name: "list") { request, host throws(CommandError) in try list(request, host) },
        Operation(name: "cancel") { request, host throws(CommandError) in
            let reason = request.string("reason") ?? []
            return try command(request, host) { use in reason.withUnsafeBytes { use(.cancel(reason: $0)) } }
        },
        Operation(name: "redrive") { request, host throws(CommandError) in
            let step = request.string("step") ?? []
            return try command(request, host) { use in step.withUnsafeBytes { use(.redrive(step: $0)) } }
        },
        Operation(name: "skip") { request, host throws(CommandError) in
            let step = try request.required("step")
            let value = try request.value("value") ?? []
            return try command(request, host) { use in
                step.withUnsafeBytes { step in value.withUnsafeBytes { use(.skip(step: step, value: $0)) } }
            }
        },
    ]

    // MARK: events

    private static func start(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        let id = try request.instanceID()
        let workflow = try request.required("workflow")
        let eventID = request.string("id") ?? RandomID.bytes()
        let input = try request.value("input") ?? Array("{}".utf8)
        let version = UInt32(clamping: request.int("version") ?? 0)
        let partition = host.log.shape.partition(of: id)
        if request.bool("batch") {
            return try startLater(id, workflow, version: version, eventID, input, partition, request, host)
        }
        var offset: Int64 = -1
        let outcome = id.withUnsafeBytes { id in
            workflow.withUnsafeBytes { workflow in
                eventID.withUnsafeBytes { eventID in
                    input.withUnsafeBytes { input in
                        asking { () throws(ClientError) in
                            let asked = try host.client.asking(
                                timeout: request.timeout, waitsForEnd: request.bool("wait")
                            ) { address in
                                let event = StartedEvent(
                                    instance: id, definition: workflow, version: version, id: eventID, input: input,
                                    reply: address)
                                return (partition, .started(event))
                            }
                            offset = asked.offset
                            return asked.answer
                        }
                    }
                }
            }
        }
        let answer = try instance(try settled(outcome))
        let found = JSONView(answer).string("workflow") ?? []
        guard found == workflow else {
            throw CommandError(
                .no,
                "there is an instance of this id already, of workflow \(String(decoding: found, as: UTF8.self).quotedForMessage)"
            )
        }
        guard let incarnation = JSONView(answer).int("incarnation"), offset >= 0 else { return answer }
        // An instance that this start made is named by where the start stands in the log.
        return answer.dropLast() + Array(",\"was_there\":\(incarnation != offset)}".utf8)
    }

    /// Puts a start into `batch`: durable, and fed when there is room.
    private static func startLater(
        _ id: [UInt8], _ workflow: [UInt8], version: UInt32, _ eventID: [UInt8], _ input: [UInt8], _ partition: Int,
        _ request: JSONView, _ host: OperationHost
    ) throws(CommandError) -> [UInt8] {
        var writer = RecordWriter()
        id.withUnsafeBytes { id in
            workflow.withUnsafeBytes { workflow in
                eventID.withUnsafeBytes { eventID in
                    input.withUnsafeBytes { input in
                        let event = StartedEvent(
                            instance: id, definition: workflow, version: version, id: eventID, input: input)
                        writer.append(.started(event))
                    }
                }
            }
        }
        let record = AppendRecord(topic: .batch, partition: partition, value: writer.take())
        do throws(ClientError) { try host.client.append([record], timeout: request.timeout) } catch {
            throw LogFailure.error(error)
        }
        var object = JSONObject()
        object.string("instance", id)
        object.string("workflow", workflow)
        object.bool("batch", true)
        return object.finish()
    }

    private static func signal(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        let id = try request.instanceID()
        let name = try request.required("name")
        guard !name.isEmpty else { throw CommandError(.data, "the name of the signal is empty") }
        let eventID = request.string("id") ?? RandomID.bytes()
        let data = try request.value("data") ?? Array("{}".utf8)
        let outcome = id.withUnsafeBytes { id in
            name.withUnsafeBytes { name in
                eventID.withUnsafeBytes { eventID in
                    data.withUnsafeBytes { data in
                        asking { () throws(ClientError) in
                            let event = SignaledEvent(instance: id, name: name, id: eventID, data: data)
                            try host.client.append(.signaled(event), timeout: request.timeout)
                            return []
                        }
                    }
                }
            }
        }
        _ = try settled(outcome)
        var object = JSONObject()
        object.string("instance", id)
        object.string("signal", name)
        object.string("id", eventID)
        return object.finish()
    }

    private static func command(
        _ request: JSONView, _ host: OperationHost,
        _ make: ((Command) -> Result<[UInt8], ClientError>) -> Result<[UInt8], ClientError>
    ) throws(CommandError) -> [UInt8] {
        let id = try request.instanceID()
        let eventID = request.string("id") ?? RandomID.bytes()
        let partition = host.log.shape.partition(of: id)
        let outcome = id.withUnsafeBytes { id in
            eventID.withUnsafeBytes { eventID in
                make { command in
                    asking { () throws(ClientError) in
                        try host.client.ask(timeout: request.timeout) { address in
                            (
                                partition,
                                .command(CommandEvent(instance: id, id: eventID, command: command, reply: address))
                            )
                        }
                    }
                }
            }
        }
        return try instance(try settled(outcome))
    }

    // MARK: questions

    private static func ask(
        _ request: JSONView, _ host: OperationHost, _ question: Question
    ) throws(CommandError) -> [UInt8] {
        let id = try request.instanceID()
        do throws(ClientError) {
            return try host.client.ask(instance: id, question, timeout: request.timeout)
        } catch {
            throw LogFailure.error(error)
        }
    }

    private static func list(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        var filter = ListFilter()
        filter.workflow = request.string("workflow") ?? []
        filter.statuses = UInt16(clamping: request.int("statuses") ?? 0)
        filter.since = request.int("since") ?? 0
        filter.until = request.int("until") ?? 0
        let limit = Int(max(1, min(request.int("limit") ?? 100, 1_000)))
        let after = request.string("after") ?? []
        let merged = try InstanceMerge.page(host.client, filter, after: after, limit: limit, timeout: request.timeout)
        if merged.rows.isEmpty, !filter.workflow.isEmpty {
            // Nothing of a workflow that is not there is no answer.
            let names = try DeployedNames.read(host.client, timeout: request.timeout)
            let name = String(decoding: filter.workflow, as: UTF8.self)
            guard names.contains(where: { $0.isSameBytes(as: name) }) else {
                throw DeployedNames.unknown(name, among: names, .no)
            }
        }
        var object = JSONObject()
        object.value("instances") { bytes in
            bytes.append(UInt8(ascii: "["))
            for (index, row) in merged.rows.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: row.json)
            }
            bytes.append(UInt8(ascii: "]"))
        }
        if let next = merged.next { object.string("next", next) }
        return object.finish()
    }

    // MARK: answers

    /// The instance in an answer of the fold.
    private static func instance(_ answer: [UInt8]) throws(CommandError) -> [UInt8] { try member("instance", answer) }

    /// - Throws: what the fold answered instead.
    private static func member(_ name: String, _ answer: [UInt8]) throws(CommandError) -> [UInt8] {
        let view = JSONView(answer)
        if let value = view.raw(name) { return value }
        if let reason = view.text("reason") { throw CommandError(.no, reason) }
        throw CommandError(.internal, "an answer without \(name)")
    }

    private static func asking(_ body: () throws(ClientError) -> [UInt8]) -> Result<[UInt8], ClientError> {
        do throws(ClientError) { return .success(try body()) } catch { return .failure(error) }
    }

    private static func settled(_ outcome: Result<[UInt8], ClientError>) throws(CommandError) -> [UInt8] {
        switch outcome {
        case .success(let answer): return answer
        case .failure(let error): throw LogFailure.error(error)
        }
    }
}
