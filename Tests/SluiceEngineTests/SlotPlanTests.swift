import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Which node each slot is meant for")
struct SlotPlanTests {
    private func situation(
        _ nodes: Int, _ holders: [Int?], warm: [(node: Int, slot: Int)] = [], refused: [(node: Int, slot: Int)] = []
    ) -> SlotPlan.Situation {
        let none = Array(repeating: Array(repeating: false, count: holders.count), count: nodes)
        var (refuses, isWarm) = (none, none)
        for (node, slot) in refused { refuses[node][slot] = true }
        for (node, slot) in warm { isWarm[node][slot] = true }
        return SlotPlan.Situation(
            nodes: (0..<nodes).map { NodeID("n\($0)") }, holders: holders, refuses: refuses, isWarm: isWarm)
    }

    private func indices(_ nodes: [NodeID?]) -> [Int?] { nodes.map { $0.flatMap { Int("\($0)".dropFirst()) } } }

    private func targets(_ situation: SlotPlan.Situation) -> [Int?] { indices(SlotPlan(situation).targets) }

    @Test("Nodes get as many slots as each other, or one more, and those that have most keep one more")
    func balance() {
        #expect(targets(situation(1, [nil, nil, nil])) == [0, 0, 0])
        #expect(targets(situation(3, [0, 0, 0, 0, 0, 0, 0, 0])).filter { $0 == 0 }.count == 3)
        #expect(targets(situation(2, [0, 0, 0, 1, 1])) == [0, 0, 0, 1, 1])
        #expect(targets(situation(2, [1, 1, 1, 0, 0])) == [1, 1, 1, 0, 0])
        // Two nodes stand by.
        #expect(Set(targets(situation(4, [nil, nil]))) == [0, 1])
        #expect(targets(situation(4, [3, 2])) == [3, 2])
    }

    @Test("A free slot goes to a node that is warm for it, where that costs no move")
    func warmth() {
        #expect(targets(situation(2, [0, 1, nil, nil], warm: [(1, 2), (0, 3)])) == [0, 1, 1, 0])
        // It has its share already.
        #expect(targets(situation(2, [0, 0, nil], warm: [(0, 2)])) == [0, 0, 1])
        // Of those that could move, the one that the taker is warm for does.
        #expect(targets(situation(2, [0, 0, 0, 0], warm: [(1, 1), (1, 2)])) == [0, 1, 1, 0])
    }

    @Test("A slot that a node refuses goes to another, and to nobody where all refuse it")
    func refusal() {
        #expect(targets(situation(2, [0, 1], refused: [(0, 0)])) == [1, 0])
        #expect(targets(situation(2, [0, 1], refused: [(0, 0), (1, 0)])) == [nil, 1])
        #expect(targets(situation(2, [nil, nil, nil, nil], refused: [(0, 0), (0, 1), (0, 2)])) == [1, 1, 1, 0])
    }

    @Test("The standby of a slot is the node that it would be meant for without its holder")
    func standbys() {
        let plan = SlotPlan(situation(3, [0, 1, 2]))
        #expect(indices(plan.targets) == [0, 1, 2])
        let standbys = indices(plan.standbys)
        for slot in 0..<3 { #expect(standbys[slot] != nil && standbys[slot] != slot) }
        #expect(indices(SlotPlan(situation(1, [0, 0])).standbys) == [nil, nil])
        #expect(indices(SlotPlan(situation(3, [0, 1])).standbys) == [2, 2])
        // It is what becomes of it.
        let without = SlotPlan.Situation(
            nodes: [NodeID("n1"), NodeID("n2")], holders: [nil, 0, 1],
            refuses: [[false, false, false], [false, false, false]],
            isWarm: [[false, false, false], [false, false, false]])
        #expect(SlotPlan(without).targets[0] == plan.standbys[0])
    }

    @Test("Balanced, with no more moves than needed, and at rest once carried out", arguments: 0..<200 as Range<UInt64>)
    func random(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let nodes = Int.random(in: 1...7, using: &random)
        let slots = Int.random(in: 1...24, using: &random)
        let holders = (0..<slots).map { _ in
            Int.random(in: 0..<5, using: &random) == 0 ? nil : Int.random(in: 0..<nodes, using: &random)
        }
        let warm = (0..<slots).map { (node: Int.random(in: 0..<nodes, using: &random), slot: $0) }
        let targets = targets(situation(nodes, holders, warm: warm)).map { $0! }
        var load = Array(repeating: 0, count: nodes)
        for target in targets { load[target] += 1 }
        #expect(load.max()! - load.min()! <= 1)
        // Who has more than its share gives up just that; the shares with one more go to those that have most.
        var held = Array(repeating: 0, count: nodes)
        for holder in holders.compactMap({ $0 }) { held[holder] += 1 }
        let (share, more) = slots.quotientAndRemainder(dividingBy: nodes)
        let fullest = held.sorted(by: >)
        let least = fullest.enumerated().reduce(0) { $0 + max(0, $1.element - share - ($1.offset < more ? 1 : 0)) }
        let moves = zip(holders, targets).count { $0 != nil && $0 != $1 }
        #expect(moves == least)
        #expect(self.targets(situation(nodes, targets, warm: warm)) == targets)
    }

    @Test("With refusals every slot that a node can take has a target that can", arguments: 0..<100 as Range<UInt64>)
    func randomRefusals(_ seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let nodes = Int.random(in: 1...5, using: &random)
        let slots = Int.random(in: 1...12, using: &random)
        var refused: [(node: Int, slot: Int)] = []
        for node in 0..<nodes {
            for slot in 0..<slots where Int.random(in: 0..<3, using: &random) == 0 { refused.append((node, slot)) }
        }
        let holders = (0..<slots).map { _ in
            Bool.random(using: &random) ? nil : Int.random(in: 0..<nodes, using: &random)
        }
        let plan = SlotPlan(situation(nodes, holders, refused: refused))
        for (slot, target) in indices(plan.targets).enumerated() {
            let able = (0..<nodes).filter { node in !refused.contains { $0 == (node, slot) } }
            #expect(target.map { able.contains($0) } ?? able.isEmpty)
        }
        #expect(SlotPlan(situation(nodes, indices(plan.targets), refused: refused)).targets == plan.targets)
    }
}
