/// What a node says of a slot that it has, wants, or has just given up.
package struct Tenure: Equatable, Sendable {
    package var slot: Int
    /// Counts the holders of the slot: each claim names the next one, and the first claim of a number has it.
    package var epoch: UInt64
    package var phase: Phase

    package enum Phase: Equatable, Sendable {
        /// Wants it. The slot's if it was free where the record stands and no other claim of this epoch stands before.
        case claimed
        /// Has read its claim back and is its holder.
        case held(SlotHealth)
        /// Takes a last checkpoint before it gives the slot to `to`.
        case draining(SlotHealth, to: NodeID?)
        /// Has closed it. Free for `to` alone while that node can take it; nil: for anyone.
        case released(to: NodeID?)
    }

    package init(slot: Int, epoch: UInt64, phase: Phase) {
        self.slot = slot
        self.epoch = epoch
        self.phase = phase
    }

    /// The node that the slot is meant for next.
    package var successor: NodeID? {
        switch phase {
        case .claimed, .held: nil
        case .draining(_, let node), .released(let node): node
        }
    }

    package var health: SlotHealth? {
        switch phase {
        case .claimed, .released: nil
        case .held(let health), .draining(let health, _): health
        }
    }

    /// The same without what changes all the time.
    var outline: Tenure {
        var outline = self
        switch phase {
        case .claimed, .released: break
        case .held(let health): outline.phase = .held(health.outline)
        case .draining(let health, let node): outline.phase = .draining(health.outline, to: node)
        }
        return outline
    }
}

/// How a slot fares with its holder.
package struct SlotHealth: Equatable, Sendable {
    /// Records of `events` that are not folded yet.
    package var unread: UInt64 = 0
    /// Milliseconds since its last checkpoint; nil: none since it was opened.
    package var checkpointAge: Int64?
    /// Where the last checkpoint of each of its partitions stands; none: the slot is being opened.
    package var positions: [Int64] = []

    package var isOpen: Bool { !positions.isEmpty }

    /// Whether it is open, and nothing else.
    fileprivate var outline: SlotHealth { SlotHealth(positions: isOpen ? [0] : []) }

    package init(unread: UInt64 = 0, checkpointAge: Int64? = nil, positions: [Int64] = []) {
        self.unread = unread
        self.checkpointAge = checkpointAge
        self.positions = positions
    }
}
