import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// Nodes that die, sleep, leave, come and come back, over a log that stands still now and then.
@Suite("Membership under random faults")
struct RandomMembershipTests {
    private static let slots = 5

    private func plan(_ name: String, _ checks: NodePlan) -> NodePlan {
        var plan = checks
        plan.membership = MembershipSettings(node: NodeID(name))
        return plan
    }

    private final class Life {
        let world: World
        var random: SeededRandom
        var sent = 0
        let plan: (String) -> NodePlan

        init(seed: UInt64, plan: @escaping (String) -> NodePlan) {
            var settings = BrokerSettings()
            random = SeededRandom(seed: seed)
            settings.visibleAfter = Int64.random(in: 0...20, using: &random)
            settings.acknowledgeAfter = Int64.random(in: 1...10, using: &random)
            settings.standbyAfter = Bool.random(using: &random) ? Int64.random(in: 1...2_000, using: &random) : nil
            let shape = LogShape(partitions: RandomMembershipTests.slots, slots: RandomMembershipTests.slots)
            world = World(seed: seed, shape: shape, settings: settings, traces: false)
            world.restartAfter = nil
            self.plan = plan
        }

        func start(_ name: String) { world.start(plan(name), checks: false) }

        func happen() {
            switch Int.random(in: 0..<10, using: &random) {
            case 0, 1: if let node = world.nodes.randomElement(using: &random) { world.kill(node) }
            case 2, 3, 4:
                let names = ["a", "b", "c", "d"].filter { name in
                    !world.nodes.contains { $0.driver.map { "\($0.node)" == name } ?? true }
                }
                if let name = names.randomElement(using: &random) { start(name) }
            case 5, 6:
                guard let node = world.nodes.randomElement(using: &random) else { return }
                node.isAsleep = true
                world.after(Int64.random(in: 100...6_000, using: &random)) { node.isAsleep = false }
            case 7: world.broker.stall(for: Int64.random(in: 100...12_000, using: &random))
            case 8:
                guard let node = world.nodes.randomElement(using: &random), !node.isAsleep else { return }
                node.leave(within: 2_000)
                world.after(3_000) { node.sayGoodbye() }
            default: break
            }
        }
    }

    /// What all readers must agree on.
    private struct Opinion: Equatable {
        var living: [NodeID]
        var epochs: [UInt64]
        var holders: [NodeID?]
        var plan: SlotPlan

        init(_ membership: Membership) {
            living = membership.members.filter { membership.isLiving($0) }.map(\.heartbeat.node)
            epochs = membership.slots.map(\.epoch)
            holders = membership.slots.indices.map {
                membership.tenure(of: $0) == nil ? nil : membership.slots[$0].holder
            }
            plan = SlotPlan(SlotPlan.Situation(membership))
        }
    }

    @Test(
        "Every start ends once, and whoever has read three seconds agrees with whoever has read all",
        arguments: 1...8 as ClosedRange<UInt64>)
    func faults(_ seed: UInt64) throws {
        let task = TaskScript(delay: 200) { _, _ in .succeed("1") }
        let usual = NodePlan(slots: [], tasks: [("work", task)])
        let life = Life(seed: seed) { plan($0, usual) }
        let world = life.world
        for name in ["a", "b", "c"] { life.start(name) }
        world.deploy(TestDefinitions.single)
        world.run(for: 5_000)
        for _ in 0..<60 {
            life.happen()
            for _ in 0..<4 {
                world.send(.start("i\(life.sent)", of: "single"))
                life.sent += 1
                world.run(for: Int64.random(in: 1...400, using: &life.random))
            }
        }
        // Faults stop.
        for node in world.nodes { node.isAsleep = false }
        life.start("z")
        world.run(for: 30_000)
        let open = world.nodes.flatMap(\.openSlots).sorted()
        #expect(open == Array(0..<RandomMembershipTests.slots), "seed \(seed)")
        let loads = world.nodes.filter { $0.driver?.state == .ready }.map(\.openSlots.count)
        #expect(loads.max()! - loads.min()! <= 1, "seed \(seed)")
        var ends: [String: Int] = [:]
        for partition in 0..<RandomMembershipTests.slots {
            for id in world.broker.keys(.outcomes, partition) { ends[id, default: 0] += 1 }
        }
        #expect(ends.count == life.sent && ends.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        try checkReaders(world, seed)
    }

    private func checkReaders(_ world: World, _ seed: UInt64) throws {
        let records = world.broker.records(.members, 0).map { $0.record }
        var whole = Membership(slots: RandomMembershipTests.slots, isWhole: true)
        var opinions: [Opinion] = []
        var holders: [String: NodeID] = [:]
        for record in records {
            try apply(record, to: &whole)
            opinions.append(Opinion(whole))
            for (slot, state) in whole.slots.enumerated() {
                guard let holder = state.holder else { continue }
                let before = holders.updateValue(holder, forKey: "\(slot)/\(state.epoch)")
                #expect(before == nil || before == holder, "seed \(seed)")
            }
        }
        #expect(records.count > 200)
        for start in stride(from: 1, to: records.count, by: 19) {
            var reader = Membership(slots: RandomMembershipTests.slots, isWhole: false)
            for index in start..<min(records.count, start + 80) {
                try apply(records[index], to: &reader)
                guard reader.isSettled else { continue }
                #expect(Opinion(reader) == opinions[index], "seed \(seed), from \(start), at \(index)")
            }
        }
    }

    private func apply(_ record: RecordBatch, to membership: inout Membership) throws {
        _ = try record.withParts(of: record.records[0]) { _, value, _ in
            try membership.apply(value!, time: record.records[0].time)
        }
    }
}
