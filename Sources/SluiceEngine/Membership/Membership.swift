package import SluiceKernel

/// Who lives and who holds which slot, as the records of `members` say: a fold without clock or I/O, so that every node that
/// has read as far as another says the same.
///
/// Time is append time, and a gap between two records counts ``countedGap`` at most: while the broker stands still nobody
/// dies. A node is dead once it was silent for ``silence`` of counted time; what it held is free from then on, and its own again
/// if it comes back before another has claimed it.
package struct Membership: Sendable {
    /// Milliseconds that a gap counts at most: how often a node speaks.
    package static let countedGap: Int64 = 500
    /// Milliseconds of counted time without a word after which a node is dead.
    package static let silence: Int64 = 2_000
    /// Milliseconds of counted time that a reader from the middle must have seen: who lives has spoken by then.
    package static let settlingTime: Int64 = 3_000
    /// Milliseconds of counted time after which a dead node is forgotten.
    static let memory: Int64 = 60_000

    package struct Member: Equatable, Sendable {
        /// Its last word.
        package var heartbeat: Heartbeat
        /// Counted time of that.
        package var lastSeen: Int64
        /// Append time of that, milliseconds since 1970.
        package var lastTime: Int64
        /// Append time of the first word of this run.
        package var since: Int64
    }

    package struct Slot: Equatable, Sendable {
        /// The largest that was granted or heard of; 0: never held.
        package var epoch: UInt64 = 0
        /// Who was granted it, dead or alive; nil: nobody, or unknown.
        package var holder: NodeID?
        /// Whether the holder itself has said so: a reader from the middle may take a claim for granted that was not.
        fileprivate var isConfirmed = false
    }

    /// Which recorded shape of the log this is: nodes that know another take no part.
    package let shape: UInt64
    /// By id.
    package private(set) var members: [Member] = []
    package private(set) var slots: [Slot]
    /// Counted time, milliseconds.
    package private(set) var clock: Int64 = 0
    private var lastTime: Int64?
    private let isWhole: Bool

    /// - Parameter isWhole: whether the records begin with the first that there ever was.
    package init(slots: Int, shape: UInt64 = 1, isWhole: Bool) {
        self.shape = shape
        self.slots = Array(repeating: Slot(), count: slots)
        self.isWhole = isWhole
    }

    /// Whether enough was read to tell who lives and who holds what.
    package var isSettled: Bool { isWhole || clock >= Membership.settlingTime }

    // MARK: records

    /// Takes in the next record.
    ///
    /// - Parameter time: its append time, milliseconds since 1970.
    /// - Throws: when it cannot be read; it has moved the clock, and nothing else.
    /// - Returns: what it says.
    @discardableResult
    package mutating func apply(_ record: UnsafeRawBufferPointer, time: Int64) throws(CodecError) -> Heartbeat {
        if let lastTime { clock += min(max(0, time - lastTime), Membership.countedGap) }
        lastTime = max(time, lastTime ?? time)
        forgetTheDead()
        let heartbeat = try Heartbeat(record)
        apply(heartbeat, time: time)
        return heartbeat
    }

    private mutating func apply(_ heartbeat: Heartbeat, time: Int64) {
        let (index, isThere) = place(of: heartbeat.node)
        var since = time
        if isThere {
            let last = members[index].heartbeat
            guard (last.run, last.number) < (heartbeat.run, heartbeat.number) else { return }
            if last.run == heartbeat.run { since = members[index].since } else { free(heartbeat.node) }
        }
        if heartbeat.state == .left {
            free(heartbeat.node)
            if isThere { members.remove(at: index) }
            return
        }
        if isOfThisShape(heartbeat) { applyTenures(heartbeat) }
        let member = Member(heartbeat: heartbeat, lastSeen: clock, lastTime: time, since: since)
        if isThere { members[index] = member } else { members.insert(member, at: index) }
    }

    private mutating func applyTenures(_ heartbeat: Heartbeat) {
        let node = heartbeat.node
        for index in slots.indices {
            if heartbeat.epochs[index] > slots[index].epoch { slots[index] = Slot(epoch: heartbeat.epochs[index]) }
            guard let tenure = heartbeat.tenure(of: index) else {
                if slots[index].holder == node { slots[index].holder = nil }
                continue
            }
            if case .claimed = tenure.phase {
                guard tenure.epoch == slots[index].epoch + 1, isFree(index, for: node) else { continue }
                slots[index] = Slot(epoch: tenure.epoch, holder: node)
            } else if tenure.epoch > slots[index].epoch
                || tenure.epoch == slots[index].epoch
                    && (slots[index].holder == node || !slots[index].isConfirmed || slots[index].holder == nil)
            {
                slots[index] = Slot(epoch: tenure.epoch, holder: node, isConfirmed: true)
            }
        }
    }

    private mutating func free(_ node: NodeID) {
        for index in slots.indices where slots[index].holder == node { slots[index].holder = nil }
    }

    private mutating func forgetTheDead() {
        for member in members where clock - member.lastSeen >= Membership.memory { free(member.heartbeat.node) }
        members.removeAll { clock - $0.lastSeen >= Membership.memory }
    }

    // MARK: what it says

    /// Where a node is among the members, or would be.
    private func place(of node: NodeID) -> (index: Int, isThere: Bool) {
        let index = members.firstIndex { !($0.heartbeat.node < node) } ?? members.count
        return (index, index < members.count && members[index].heartbeat.node == node)
    }

    package subscript(node: NodeID) -> Member? {
        let (index, isThere) = place(of: node)
        return isThere ? members[index] : nil
    }

    package func isLiving(_ member: Member) -> Bool { clock - member.lastSeen < Membership.silence }

    package func isOfThisShape(_ heartbeat: Heartbeat) -> Bool {
        heartbeat.shape == shape && heartbeat.epochs.count == slots.count
    }

    /// Whether a node lives and may be given slots.
    package func isEligible(_ member: Member) -> Bool {
        member.heartbeat.state == .ready && isLiving(member) && isOfThisShape(member.heartbeat)
    }

    /// What the holder of a slot says of it; nil: nobody living holds it.
    package func tenure(of slot: Int) -> Tenure? {
        guard let holder = slots[slot].holder, let member = self[holder], isLiving(member),
            let tenure = member.heartbeat.tenure(of: slot), tenure.epoch == slots[slot].epoch
        else { return nil }
        return tenure
    }

    /// Whether a claim of `node` for the next epoch of a slot would be granted now.
    package func isFree(_ slot: Int, for node: NodeID) -> Bool {
        guard let holder = slots[slot].holder, holder != node, let member = self[holder], isLiving(member) else {
            return true
        }
        guard let tenure = member.heartbeat.tenure(of: slot), tenure.epoch == slots[slot].epoch,
            case .released(let successor) = tenure.phase
        else { return false }
        return successor.map { $0 == node || !canTake(slot, $0) } ?? true
    }

    /// Whether a slot was given up for `node`, which is to claim it.
    package func isReleased(_ slot: Int, to node: NodeID) -> Bool {
        guard let tenure = tenure(of: slot), case .released(node) = tenure.phase else { return false }
        return true
    }

    private func canTake(_ slot: Int, _ node: NodeID) -> Bool {
        self[node].map { isEligible($0) && !$0.heartbeat.refuses(slot) } ?? false
    }

    /// Transitions that processes of living nodes died of often enough to be set aside.
    package func transitionsToSetAside(after limit: Int = CrashNotes.skipAfter) -> Set<TransitionID> {
        var counts: [TransitionID: Int] = [:]
        var found: Set<TransitionID> = []
        for member in members where isLiving(member) {
            for mark in member.heartbeat.marks {
                counts[mark.transition, default: 0] += mark.count
                if counts[mark.transition]! >= limit { found.insert(mark.transition) }
            }
        }
        return found
    }
}
