import Synchronization

/// Up to where the other living nodes have read `definitions`, as they say in `members`: a definition is activated once each
/// of them knows it, so that none meets an event of what it has not read.
package final class DefinitionAnnouncements: Sendable {
    private let end: Atomic<Int64>

    private init(_ end: Int64) { self.end = Atomic(end) }

    /// There are no others.
    package static func unshared() -> DefinitionAnnouncements { DefinitionAnnouncements(.max) }

    /// The others are not known yet.
    package static func none() -> DefinitionAnnouncements { DefinitionAnnouncements(.min) }

    package func isKnown(_ sequence: Int64) -> Bool { sequence < end.load(ordering: .relaxed) }

    func update(_ membership: Membership, without node: NodeID) {
        let others = membership.members.lazy.filter { $0.heartbeat.node != node && membership.isLiving($0) }
        end.store(others.map(\.heartbeat.definitions).min() ?? .max, ordering: .relaxed)
    }
}
