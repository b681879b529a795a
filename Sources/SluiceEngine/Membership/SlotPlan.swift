/// Which node each slot is meant for, and which would have it if its holder vanished: the same for whoever has read as far.
///
/// Nodes get as many slots as each other, or one more; as few slots as possible move; nodes that are warm for a slot come
/// first where it costs no move; the rest is decided by the order of ids and numbers.
package struct SlotPlan: Equatable, Sendable {
    /// nil: no node can take the slot.
    package private(set) var targets: [NodeID?]
    /// nil: no other node can take the slot.
    package private(set) var standbys: [NodeID?]

    /// What a plan follows from: a change of anything else leaves it as it is.
    package struct Situation: Equatable, Sendable {
        /// Nodes that may be given slots, by id.
        var nodes: [NodeID] = []
        /// Index of the node that has each slot, or is being given it; nil: none of these.
        var holders: [Int?] = []
        /// By node, by slot.
        var refuses: [[Bool]] = []
        var isWarm: [[Bool]] = []

        package init(_ membership: Membership) {
            let members = membership.members.filter { membership.isEligible($0) }
            nodes = members.map(\.heartbeat.node)
            let slots = membership.slots.indices
            holders = slots.map { slot in
                guard let tenure = membership.tenure(of: slot) else { return nil }
                if let successor = tenure.successor, let index = nodes.firstIndex(of: successor) { return index }
                if case .released = tenure.phase { return nil }
                return nodes.firstIndex { $0 == membership.slots[slot].holder }
            }
            refuses = members.map { Situation.marks(slots, $0.heartbeat.refusals.map(\.slot)) }
            isWarm = members.map { Situation.marks(slots, $0.heartbeat.standbys.filter(\.isWarm).map(\.slot)) }
        }

        private static func marks(_ slots: Range<Int>, _ marked: [Int]) -> [Bool] {
            var marks = Array(repeating: false, count: slots.count)
            for slot in marked where slots.contains(slot) { marks[slot] = true }
            return marks
        }

        init(nodes: [NodeID], holders: [Int?], refuses: [[Bool]], isWarm: [[Bool]]) {
            self.nodes = nodes
            self.holders = holders
            self.refuses = refuses
            self.isWarm = isWarm
        }
    }

    package init(_ situation: Situation) {
        let usual = SlotPlan.assign(situation, without: nil)
        targets = usual.map { $0.map { situation.nodes[$0] } }
        standbys = targets
        for (index, node) in situation.nodes.enumerated() where usual.contains(index) {
            let without = SlotPlan.assign(situation, without: index)
            for slot in targets.indices where targets[slot] == node {
                standbys[slot] = without[slot].map { situation.nodes[$0] }
            }
        }
    }

    private static func assign(_ situation: Situation, without absent: Int?) -> [Int?] {
        let present = situation.nodes.indices.filter { $0 != absent }
        var load = Array(repeating: 0, count: situation.nodes.count)
        var owners = situation.holders.enumerated().map { slot, holder -> Int? in
            guard let holder, holder != absent, !situation.refuses[holder][slot] else { return nil }
            load[holder] += 1
            return holder
        }
        guard !present.isEmpty else { return owners }
        let most = (owners.count + present.count - 1) / present.count
        for slot in owners.indices where owners[slot] == nil {
            let takers = present.filter { !situation.refuses[$0][slot] }
            guard let best = takers.min(by: { rank($0, slot) < rank($1, slot) }) else { continue }
            owners[slot] = best
            load[best] += 1
        }
        while let move = nextMove(ofFree: true) ?? nextMove(ofFree: false) {
            load[owners[move.slot]!] -= 1
            load[move.to] += 1
            owners[move.slot] = move.to
        }
        return owners

        /// Who may take a free slot: those with room first, of these the warm ones, then those with least.
        func rank(_ node: Int, _ slot: Int) -> (Int, Int, Int, Int) {
            (load[node] >= most ? 1 : 0, situation.isWarm[node][slot] ? 0 : 1, load[node], node)
        }

        /// From the fullest node that has a slot for one with two slots fewer, to the emptiest of these. What nobody has yet
        /// goes first: that is no move to anyone but this plan.
        func nextMove(ofFree isFree: Bool) -> (slot: Int, to: Int)? {
            let givers = present.sorted { (-load[$0], $0) < (-load[$1], $1) }
            let takers = present.sorted { (load[$0], $0) < (load[$1], $1) }
            for giver in givers {
                let slots = owners.indices.filter { owners[$0] == giver && isFree == (situation.holders[$0] != giver) }
                for taker in takers where !slots.isEmpty {
                    guard load[giver] - load[taker] >= 2 else { break }
                    let movable = slots.filter { !situation.refuses[taker][$0] }
                    // The one that the taker is warm for costs least.
                    if let slot = movable.last(where: { situation.isWarm[taker][$0] }) ?? movable.last {
                        return (slot, taker)
                    }
                }
            }
            return nil
        }
    }
}
