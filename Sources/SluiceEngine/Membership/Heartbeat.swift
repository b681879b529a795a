/// All that a node tells the others, twice a second and whenever something of it changes. Each is whole: what an earlier one
/// said counts no more.
package struct Heartbeat: Equatable, Sendable {
    package var node: NodeID
    /// Tells two processes of one node apart: the larger is the newer, and the older counts no more.
    package var run: UInt64
    /// Counts the heartbeats of the run, from 1.
    package var number: UInt64
    /// Which recorded shape of the log it knows.
    package var shape: UInt64
    package var state = NodeState.joining
    /// The release that it runs.
    package var release = ""
    /// It folds fold versions 1 to this.
    package var foldVersion: UInt32 = 1
    /// It has read `definitions` up to here.
    package var definitions: Int64 = 0
    /// Sequences of definitions among these that it cannot run.
    package var lacks: [Int64] = []
    /// The epoch of each slot as far as it knows; 0: never held.
    package var epochs: [UInt64] = []
    /// By slot.
    package var tenures: [Tenure] = []
    /// By slot.
    package var standbys: [Standby] = []
    /// By slot.
    package var refusals: [Refusal] = []
    /// What its process died of, by place in the log.
    package var marks: [TransitionMark] = []
    /// Tells its sources from others; 0: it has none.
    package var sources: UInt64 = 0

    package init(node: NodeID, run: UInt64, number: UInt64, shape: UInt64 = 1) {
        self.node = node
        self.run = run
        self.number = number
        self.shape = shape
    }

    /// How far a node is with a slot that it would take next.
    package struct Standby: Equatable, Sendable {
        package var slot: Int
        package var isWarm: Bool
        package var recordsBehind: UInt64
        /// The next event that each partition's copy does not reflect; none: the log keeps no copies.
        package var positions: [Int64]

        package init(slot: Int, isWarm: Bool, recordsBehind: UInt64 = 0, positions: [Int64] = []) {
            self.slot = slot
            self.isWarm = isWarm
            self.recordsBehind = recordsBehind
            self.positions = positions
        }
    }

    /// A slot that the node cannot fold until it is started with other code.
    package struct Refusal: Equatable, Sendable {
        package var slot: Int
        package var reason: String

        package init(slot: Int, reason: String) {
            self.slot = slot
            self.reason = reason
        }
    }

    package func tenure(of slot: Int) -> Tenure? { tenures.first { $0.slot == slot } }

    private var warmSlots: [Int] { standbys.filter(\.isWarm).map(\.slot) }

    func isWarm(_ slot: Int) -> Bool { standbys.contains { $0.slot == slot && $0.isWarm } }

    func refuses(_ slot: Int) -> Bool { refusals.contains { $0.slot == slot } }

    /// Whether the others need not hear of it before the next regular heartbeat.
    func isLike(_ other: Heartbeat) -> Bool {
        state == other.state && definitions == other.definitions && lacks == other.lacks
            && tenures.map(\.outline) == other.tenures.map(\.outline) && refusals == other.refusals
            && marks == other.marks && warmSlots == other.warmSlots
    }
}

/// How often a process died while it folded one entry of one record.
package struct TransitionMark: Equatable, Sendable {
    package var transition: TransitionID
    package var count: Int

    package init(_ transition: TransitionID, count: Int) {
        self.transition = transition
        self.count = count
    }
}
