import SluiceEngine

/// Heartbeats as a trace tells them.
enum HeartbeatText {
    static func describe(_ record: [UInt8]) -> String {
        guard let heartbeat = try? record.withUnsafeBytes({ try Heartbeat($0) }) else { return "unreadable" }
        let tenures = heartbeat.tenures.map { "\($0.slot)#\($0.epoch) \(describe($0.phase))" }
        let warm = heartbeat.standbys.filter(\.isWarm).map { "\($0.slot)" }
        return "\(heartbeat.node) \(heartbeat.state.name) \(heartbeat.number): \(tenures.joined(separator: ", "))"
            + (warm.isEmpty ? "" : "; warm \(warm.joined(separator: " "))")
    }

    private static func describe(_ phase: Tenure.Phase) -> String {
        switch phase {
        case .claimed: "claimed"
        case .held: "held"
        case .draining(_, let node): "draining to \(node.map { "\($0)" } ?? "anyone")"
        case .released(let node): "released to \(node.map { "\($0)" } ?? "anyone")"
        }
    }
}
