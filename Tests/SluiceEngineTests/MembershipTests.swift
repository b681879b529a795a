import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Membership, folded")
struct MembershipTests {
    /// Heartbeats of several nodes, put into a log by hand.
    private struct History {
        var membership: Membership
        private var numbers: [String: UInt64] = [:]

        init(slots: Int = 2, isWhole: Bool = true) { membership = Membership(slots: slots, isWhole: isWhole) }

        mutating func say(
            _ node: String, at time: Int64, run: UInt64 = 1, state: NodeState = .ready, shape: UInt64 = 1,
            _ tenures: [Tenure] = [], refuses: [Int] = [], epochs: [UInt64]? = nil
        ) throws {
            numbers["\(node)/\(run)", default: 0] += 1
            var heartbeat = Heartbeat(
                node: NodeID(node), run: run, number: numbers["\(node)/\(run)"]!, shape: shape)
            heartbeat.state = state
            heartbeat.epochs = epochs ?? membership.slots.map(\.epoch)
            heartbeat.tenures = tenures
            heartbeat.refusals = refuses.map { Heartbeat.Refusal(slot: $0, reason: "no code") }
            _ = try heartbeat.encode().withUnsafeBytes { try membership.apply($0, time: time) }
        }

        func holder(_ slot: Int) -> String? {
            membership.tenure(of: slot) == nil ? nil : membership.slots[slot].holder?.description
        }

        func isLiving(_ node: String) -> Bool { membership[NodeID(node)].map { membership.isLiving($0) } ?? false }
    }

    private func claim(_ slot: Int, _ epoch: UInt64) -> Tenure { Tenure(slot: slot, epoch: epoch, phase: .claimed) }
    private func hold(_ slot: Int, _ epoch: UInt64) -> Tenure {
        Tenure(slot: slot, epoch: epoch, phase: .held(SlotHealth()))
    }
    private func release(_ slot: Int, _ epoch: UInt64, to node: String?) -> Tenure {
        Tenure(slot: slot, epoch: epoch, phase: .released(to: node.map { NodeID($0) }))
    }

    @Test("The first claim of an epoch has the slot, whoever else claims it")
    func first() throws {
        var history = History()
        try history.say("b", at: 0, [claim(0, 1)])
        try history.say("a", at: 0, [claim(0, 1)])
        #expect(history.holder(0) == "b" && history.membership.slots[0].epoch == 1)
        try history.say("a", at: 1, [claim(0, 2)])
        #expect(history.holder(0) == "b" && history.membership.slots[0].epoch == 1)
    }

    @Test("Two seconds of silence are death, and what is silent for less lives")
    func silence() throws {
        var history = History()
        try history.say("a", at: 0, [claim(0, 1)])
        for time in stride(from: Int64(400), through: 1_999, by: 400) { try history.say("b", at: time) }
        try history.say("b", at: 1_999, [claim(0, 2)])
        #expect(history.holder(0) == "a" && history.isLiving("a"))
        try history.say("b", at: 2_000, [claim(0, 2)])
        #expect(history.holder(0) == "b" && !history.isLiving("a"))
    }

    @Test("A gap counts half a second, however long it is")
    func gaps() throws {
        var history = History()
        try history.say("a", at: 0, [hold(0, 1)])
        for time in [10_000, 60_000, 90_000] as [Int64] { try history.say("b", at: time, [claim(0, 2)]) }
        #expect(history.holder(0) == "a" && history.membership.clock == 1_500)
        // A clock that goes back counts nothing, and does not count twice.
        try history.say("b", at: 80_000)
        try history.say("b", at: 90_000)
        #expect(history.membership.clock == 1_500)
        try history.say("b", at: 90_500, [claim(0, 2)])
        #expect(history.holder(0) == "b")
    }

    @Test("A dead node that comes back has what nobody claimed meanwhile")
    func comesBack() throws {
        var history = History()
        try history.say("a", at: 0, [claim(0, 1), claim(1, 1)])
        for time in stride(from: Int64(500), through: 3_000, by: 500) { try history.say("b", at: time, [claim(0, 2)]) }
        #expect(history.holder(0) == "b" && history.holder(1) == nil)
        try history.say("a", at: 3_100, [hold(0, 1), hold(1, 1)])
        #expect(history.holder(0) == "b" && history.holder(1) == "a")
    }

    @Test("A newer process of a node frees at once what the older had, and the older is heard no more")
    func newerRun() throws {
        var history = History()
        try history.say("a", at: 0, run: 1, [claim(0, 1)])
        try history.say("a", at: 100, run: 2, [claim(0, 2)])
        #expect(history.holder(0) == "a" && history.membership.slots[0].epoch == 2)
        try history.say("a", at: 200, run: 1, [hold(0, 1)])
        #expect(history.membership[NodeID("a")]?.heartbeat.run == 2)
    }

    @Test("A slot that was released to a node is that one's alone, while it can take it")
    func released() throws {
        var history = History()
        try history.say("a", at: 0, [claim(0, 1)])
        for node in ["b", "c"] { try history.say(node, at: 1) }
        try history.say("a", at: 2, [release(0, 1, to: "b")])
        try history.say("c", at: 3, [claim(0, 2)])
        #expect(history.membership.slots[0].epoch == 1)
        #expect(history.membership.isReleased(0, to: NodeID("b")))
        try history.say("b", at: 4, [claim(0, 2)])
        #expect(history.holder(0) == "b")

        try history.say("b", at: 5, [release(0, 2, to: "a")])
        try history.say("a", at: 6, refuses: [0])
        try history.say("c", at: 7, [claim(0, 3)])
        #expect(history.holder(0) == "c")
    }

    @Test("A node that says no more of a slot has given it up; one that leaves has given up all")
    func givesUp() throws {
        var history = History()
        try history.say("a", at: 0, [claim(0, 1), claim(1, 1)])
        try history.say("a", at: 1, [hold(1, 1)])
        #expect(history.holder(0) == nil && history.holder(1) == "a")
        try history.say("a", at: 2, state: .left)
        #expect(history.holder(1) == nil && history.membership.members.isEmpty)
    }

    @Test("A reader from the middle learns epochs that no living node holds")
    func epochs() throws {
        var history = History(isWhole: false)
        try history.say("a", at: 0, epochs: [7, 9])
        try history.say("b", at: 1, [claim(0, 1)])
        #expect(history.holder(0) == nil && history.membership.slots.map(\.epoch) == [7, 9])
        try history.say("b", at: 2, [claim(0, 8)])
        #expect(history.holder(0) == "b")
        #expect(!history.membership.isSettled)
        for time in stride(from: Int64(500), through: 3_001, by: 500) { try history.say("b", at: time, [hold(0, 8)]) }
        try history.say("b", at: 3_002, [hold(0, 8)])
        #expect(history.membership.isSettled)
    }

    @Test("A reader from the middle believes a holder more than a claim whose rival it did not see")
    func unseenRival() throws {
        var history = History(isWhole: false)
        try history.say("a", at: 0, [claim(0, 8)], epochs: [7, 0])
        #expect(history.holder(0) == "a")
        try history.say("b", at: 1, [hold(0, 8)], epochs: [8, 0])
        #expect(history.holder(0) == "b")
        try history.say("a", at: 2, epochs: [8, 0])
        #expect(history.holder(0) == "b")
    }

    @Test("A node of another shape takes no part")
    func otherShape() throws {
        var history = History()
        try history.say("a", at: 0, shape: 2, [claim(0, 1)])
        try history.say("b", at: 0, [claim(0, 1)], epochs: [0, 0, 0])
        #expect(history.holder(0) == nil)
        #expect(history.membership.members.count == 2)
    }

    @Test("What cannot be read moves the clock and nothing else")
    func unreadable() throws {
        var history = History()
        try history.say("a", at: 0, [claim(0, 1)])
        #expect(throws: CodecError.self) {
            try [2, 1, 2].withUnsafeBytes { try history.membership.apply($0, time: 300) }
        }
        #expect(history.holder(0) == "a" && history.membership.clock == 300)
    }

    @Test("Whatever is said, a slot has one holder in an epoch, and epochs rise", arguments: 0..<20 as Range<UInt64>)
    func uniqueHolders(_ seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var history = History(slots: 3)
        var holders: [String: NodeID] = [:]
        var epochs: [UInt64] = [0, 0, 0]
        var time: Int64 = 0
        for _ in 0..<2_000 {
            time += Int64.random(in: 0...700, using: &random)
            let node = ["a", "b", "c", "d"].randomElement(using: &random)!
            let slots = history.membership.slots
            var tenures: [Tenure] = []
            for slot in 0..<3 {
                // What a node may say by the rules: claims of the next epoch, and of what it holds anything.
                if slots[slot].holder == NodeID(node) {
                    let kinds = [
                        hold(slot, slots[slot].epoch), claim(slot, slots[slot].epoch + 1),
                        release(slot, slots[slot].epoch, to: ["a", "b"].randomElement(using: &random)),
                        release(slot, slots[slot].epoch, to: nil),
                    ]
                    if let kind = (kinds + [nil]).randomElement(using: &random)! { tenures.append(kind) }
                } else if Bool.random(using: &random) {
                    tenures.append(claim(slot, slots[slot].epoch + UInt64.random(in: 0...2, using: &random)))
                }
            }
            try history.say(node, at: time, tenures)
            for slot in 0..<3 {
                let now = history.membership.slots[slot]
                #expect(now.epoch >= epochs[slot])
                epochs[slot] = now.epoch
                guard let holder = now.holder else { continue }
                let before = holders.updateValue(holder, forKey: "\(slot)/\(now.epoch)")
                #expect(before == nil || before == holder)
            }
        }
        #expect(epochs.allSatisfy { $0 > 20 })
    }
}
