import SluiceExpressions
import SluiceKernel

/// One thing that a node does on request.
struct Operation: Sendable {
    let name: String
    /// Takes the request's members, gives one JSON value.
    let run: @Sendable (JSONView, OperationHost) throws(CommandError) -> [UInt8]
}

/// All operations.
enum Operations {
    static let all: [Operation] =
        InstanceOperations.all + RecordOperations.all + NodeOperations.all + MemberOperations.all

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { (Array($0.name.utf8), $0) })

    /// The answer to a frame: whatever it holds, there is one.
    static func answer(_ frame: [UInt8], _ host: OperationHost) -> [UInt8] {
        do throws(CommandError) {
            return Response.ok(try run(frame, host))
        } catch {
            return Response.error(error)
        }
    }

    private static func run(_ frame: [UInt8], _ host: OperationHost) throws(CommandError) -> [UInt8] {
        do throws(JSONError) { try JSON.validate(frame) } catch {
            throw CommandError(.data, "the request is no JSON: \(error)")
        }
        guard JSON.kind(frame) == .object else { throw CommandError(.data, "the request is no JSON object") }
        let request = JSONView(frame)
        guard let version = request.int("sluice") else { throw CommandError(.data, "the request has no version") }
        guard version == SocketProtocol.version else {
            throw CommandError(
                .data, "the request is of version \(version), this node answers \(SocketProtocol.version)",
                hint: "Use the same release on both sides.")
        }
        let name = request.string("op") ?? []
        guard let operation = byName[name] else {
            throw CommandError(
                .data, "unknown operation \(String(decoding: name.prefix(60), as: UTF8.self).quotedForMessage)",
                hint: "Use the same release on both sides.")
        }
        return try operation.run(request, host)
    }
}

extension JSONView {
    /// Milliseconds to wait for an answer: what the request asks for, within a day.
    var timeout: Int64 { max(1, min(int("timeout_ms") ?? 10_000, 86_400_000)) }

    func required(_ name: String) throws(CommandError) -> [UInt8] {
        guard let value = string(name) else {
            throw CommandError(.data, "the request has no text \(name.quotedForMessage)")
        }
        return value
    }

    /// JSON for an event that the fold will not refuse for its size: then it would be in the log, and a dead letter.
    func value(_ name: String) throws(CommandError) -> [UInt8]? {
        guard let value = raw(name) else { return nil }
        let most = PartitionState.Limits().largestValue
        guard value.count <= most else {
            throw CommandError(
                .data, "the \(name) has \(value.count) bytes; at most \(most) fit into a record",
                hint: "Keep what is larger elsewhere, and send where it is.")
        }
        return value
    }

    /// An instance id that the fold will not refuse.
    func instanceID() throws(CommandError) -> [UInt8] {
        let id = try required("instance")
        if let problem = id.withUnsafeBytes({ PartitionFold.problem(withID: $0) }) {
            throw CommandError(.data, problem)
        }
        return id
    }
}
