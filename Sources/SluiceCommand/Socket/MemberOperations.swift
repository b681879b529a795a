import SluiceEngine
import SluiceKernel

/// Operations on the nodes and slots of a group.
enum MemberOperations {
    static let all: [Operation] = [
        Operation(name: "nodes") { _, host throws(CommandError) in
            let view = try look(host)
            return list(view.nodes, node)
        },
        Operation(name: "slots") { _, host throws(CommandError) in
            let view = try look(host)
            return list(view.slots, slot)
        },
    ]

    /// A node knows; who asks from outside listens for a while.
    private static func look(_ host: OperationHost) throws(CommandError) -> MembershipView {
        if let view = host.node?.membershipView { return view }
        do throws(LogError) { return try MembershipObserver.look(at: host.log) } catch {
            guard error.code == .mismatch else { throw LogFailure.error(error) }
            throw CommandError(
                .no, "the log of this data folder is of one process, which has all slots",
                hint: "'sluice status' shows it. Groups are on Kafka: say --brokers HOST:PORT.")
        }
    }

    private static func list<Row>(_ rows: [Row], _ write: (Row, inout JSONObject) -> Void) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for (index, row) in rows.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var object = JSONObject()
            write(row, &object)
            bytes += object.finish()
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    private static func node(_ node: MembershipView.Node, _ object: inout JSONObject) {
        object.string("node", "\(node.id)")
        object.string("state", node.isLiving ? node.state.name : "silent")
        object.time("since", node.since)
        object.time("last_seen", node.lastSeen)
        object.string("release", node.release)
        object.value("slots") { JSONText.numbers(node.slots, into: &$0) }
        object.value("warm") { JSONText.numbers(node.warm, into: &$0) }
        if node.sources != 0 { object.string("sources", HexText.text(node.sources)) }
        if node.hasOtherShape { object.bool("has_other_shape", true) }
        if !node.refusals.isEmpty {
            object.json(
                "refuses",
                list(node.refusals) { refusal, object in
                    object.int("slot", Int64(refusal.slot))
                    object.string("reason", refusal.reason)
                })
        }
    }

    private static func slot(_ slot: MembershipView.Slot, _ object: inout JSONObject) {
        object.int("slot", Int64(slot.slot))
        object.value("partitions") { JSONText.numbers(Array(slot.partitions), into: &$0) }
        if let holder = slot.holder { object.string("holder", "\(holder)") }
        object.string("phase", slot.phase.rawValue)
        object.int("epoch", Int64(clamping: slot.epoch))
        if let health = slot.health {
            object.int("unread", Int64(clamping: health.unread))
            if let age = health.checkpointAge { object.int("checkpoint_age_ms", age) }
            object.value("positions") { JSONText.numbers(health.positions.map { Int($0) }, into: &$0) }
        }
        if let target = slot.target, target != slot.holder { object.string("moves_to", "\(target)") }
        if let standby = slot.standby { object.string("standby", "\(standby)") }
        if let progress = slot.standbyProgress {
            object.bool("standby_warm", progress.isWarm)
            object.int("standby_behind", Int64(clamping: progress.recordsBehind))
        }
    }
}
