private import Glibc
import SluiceEngine
import SluiceExpressions
import SluiceKernel

/// Operations on the node as a whole.
enum NodeOperations {
    static let all: [Operation] = [
        Operation(name: "hello") { _, host throws(CommandError) in
            var object = JSONObject()
            object.string("version", SluiceCommand.version)
            object.int("pid", Int64(getpid()))
            object.int("partitions", Int64(host.log.shape.partitions))
            object.int("slots", Int64(host.log.shape.slots))
            return object.finish()
        },
        Operation(name: "deploy") { request, host throws(CommandError) in try deploy(request, host) },
        Operation(name: "definitions") { request, host throws(CommandError) in
            try DeployedNames.ofAnyLane(host.client, timeout: request.timeout)
        },
        Operation(name: "readiness") { _, host throws(CommandError) in
            guard let node = host.node else {
                throw CommandError(.usage, "a group as a whole is not ready or not: ask one of its nodes")
            }
            var object = JSONObject()
            object.value("hindrances") { JSONText.strings(node.hindrances, into: &$0) }
            return object.finish()
        },
        Operation(name: "status") { request, host throws(CommandError) in try status(request, host) },
    ]

    private static func deploy(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        guard let document = request.raw("document") else { throw CommandError(.data, "the request has no document") }
        let reading = DefinitionReader.read(json: document)
        guard let definition = reading.definition else {
            throw CommandError(.data, reading.problems.map(\.description))
        }
        if let refusal = host.registry.refusal(of: definition) { throw CommandError(.no, refusal) }
        let (sequence, wasThere) = try LocalNode.deploy(
            definition, host.client, faults: { host.node?.faults ?? [] }, timeout: request.timeout)
        var object = JSONObject()
        object.string("workflow", definition.name)
        object.int("version", Int64(definition.version))
        object.int("sequence", sequence)
        object.bool("was_there", wasThere)
        return object.finish()
    }

    private static func status(_ request: JSONView, _ host: OperationHost) throws(CommandError) -> [UInt8] {
        var object = JSONObject()
        object.string("version", SluiceCommand.version)
        object.int("partitions", Int64(host.log.shape.partitions))
        object.int("slots", Int64(host.log.shape.slots))
        if let node = host.node { write(node, host, to: &object) }
        do throws(CommandError) {
            object.json("definitions", try DeployedNames.definitions(host.client, timeout: request.timeout))
        } catch {
            // Who asks for the status wants to know of the lane that does not answer.
            object.json("definitions", Array("[]".utf8))
            object.string("definitions_unknown", error.message)
        }
        if let node = host.node { writePositions(node, to: &object) }
        return object.finish()
    }

    private static func write(_ node: Node, _ host: OperationHost, to object: inout JSONObject) {
        object.int("pid", Int64(getpid()))
        object.string("data", host.folder)
        object.time("started", host.startedAt)
        object.bool("open", node.isOpen)
        object.int("lane_restarts", Int64(clamping: node.restarts))
        object.value("faults") { JSONText.strings(node.faults, into: &$0) }
        object.int("tasks_busy", Int64(node.pool.busy))
        object.value("counters") { JSONText.numbers(node.statistics.values, into: &$0) }
        object.value("log") { JSONText.numbers(host.logCounters(), into: &$0) }
    }

    private static func writePositions(_ node: Node, to object: inout JSONObject) {
        object.value("positions") { bytes in
            bytes.append(UInt8(ascii: "["))
            for (index, position) in node.positions.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                var row = JSONObject()
                row.int("partition", Int64(position.partition))
                row.int("next", position.next)
                row.string("hash", HexText.text(position.hash.high, position.hash.low))
                bytes += row.finish()
            }
            bytes.append(UInt8(ascii: "]"))
        }
    }
}
