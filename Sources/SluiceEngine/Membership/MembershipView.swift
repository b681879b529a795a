/// Nodes and slots as the records of `members` tell of them, for people.
package struct MembershipView: Equatable, Sendable {
    package struct Node: Equatable, Sendable {
        package var id: NodeID
        package var state: NodeState
        /// Whether it has spoken within ``Membership/silence`` of counted time.
        package var isLiving: Bool
        /// When its process first spoke and when it last did, milliseconds since 1970.
        package var since: Int64
        package var lastSeen: Int64
        package var release: String
        package var foldVersion: UInt32
        /// Slots that it holds.
        package var slots: [Int]
        /// Slots that it could take over at once.
        package var warm: [Int]
        /// Slots that it cannot fold.
        package var refusals: [Heartbeat.Refusal]
        /// Up to where it has read `definitions`, and sequences of those that it cannot run.
        package var definitions: Int64
        package var lacks: [Int64]
        /// Whether it knows another shape of the log than the one recorded last: it takes no part then.
        package var hasOtherShape: Bool
        /// Tells its sources from others; 0: it has none.
        package var sources: UInt64
    }

    package struct Slot: Equatable, Sendable {
        package var slot: Int
        package var partitions: Range<Int>
        /// nil: nobody living.
        package var holder: NodeID?
        package var epoch: UInt64
        package var phase: Phase
        /// nil: it is not open.
        package var health: SlotHealth?
        /// The node that the slot is meant for; nil: no node can take it.
        package var target: NodeID?
        /// The node that would have it if its holder vanished, and how far that one's copy is.
        package var standby: NodeID?
        package var standbyProgress: Heartbeat.Standby?
    }

    /// What a holder does with its slot.
    package enum Phase: String, Sendable {
        case free, claimed, opening, open, draining, released
    }

    /// By id.
    package var nodes: [Node]
    /// By number.
    package var slots: [Slot]

    package init(_ membership: Membership, shape: LogShape) {
        self.init(membership, plan: SlotPlan(SlotPlan.Situation(membership)), shape: shape)
    }

    init(_ membership: Membership, plan: SlotPlan, shape: LogShape) {
        slots = membership.slots.indices.map { slot in
            let tenure = membership.tenure(of: slot)
            let standby = plan.standbys[slot]
            return Slot(
                slot: slot, partitions: shape.partitions(of: slot),
                holder: tenure == nil ? nil : membership.slots[slot].holder, epoch: membership.slots[slot].epoch,
                phase: MembershipView.phase(tenure), health: tenure?.health, target: plan.targets[slot],
                standby: standby,
                standbyProgress: standby.flatMap { membership[$0] }?.heartbeat.standbys.first { $0.slot == slot })
        }
        let held = slots
        nodes = membership.members.map { member in
            let heartbeat = member.heartbeat
            return Node(
                id: heartbeat.node, state: heartbeat.state, isLiving: membership.isLiving(member), since: member.since,
                lastSeen: member.lastTime, release: heartbeat.release, foldVersion: heartbeat.foldVersion,
                slots: held.filter { $0.holder == heartbeat.node }.map(\.slot),
                warm: heartbeat.standbys.filter(\.isWarm).map(\.slot), refusals: heartbeat.refusals,
                definitions: heartbeat.definitions, lacks: heartbeat.lacks,
                hasOtherShape: !membership.isOfThisShape(heartbeat), sources: heartbeat.sources)
        }
    }

    private static func phase(_ tenure: Tenure?) -> Phase {
        switch tenure?.phase {
        case nil: .free
        case .claimed: .claimed
        case .held(let health): health.isOpen ? .open : .opening
        case .draining: .draining
        case .released: .released
        }
    }
}
