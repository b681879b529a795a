import SluiceKernel
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Who owns a slot")
struct OwnershipTests {
    private func plan(_ body: @escaping @Sendable (TaskIdentity) -> TaskResult = { _ in .succeed("1") }) -> NodePlan {
        NodePlan(slots: [0], tasks: [("work", TaskScript(delay: 30) { id, _ in body(id) })])
    }

    @Test("A zombie that goes on after its slot was taken changes nothing, and is fenced at its commit")
    func zombie() throws {
        let world = World()
        let old = world.start(plan())
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        for number in 0..<20 { world.send(.start("a\(number)", of: "single")) }
        world.run(for: 10)
        // It sleeps with attempts running and a fold that no checkpoint holds.
        old.isAsleep = true
        let new = world.start(plan())
        for number in 0..<20 { world.send(.start("b\(number)", of: "single")) }
        world.run(for: 5_000)
        let position = world.broker.stores[0].position
        old.isAsleep = false
        world.run(for: 3_000)
        #expect(old.faults.count == 1)
        if case .lost(let error)? = old.faults.first { #expect(error.code == .fenced) }
        #expect(world.broker.stores[0].position.next >= position.next)
        #expect(world.settle())
        #expect(new.faults.isEmpty)
        #expect(Oracle.check(world, plan()) == [])
        #expect(world.broker.texts(.outcomes, 0).count == 40)
        #expect(try EndState(world.broker).lines.filter { $0.contains("succeeded") }.count == 40)
    }

    @Test("A zombie's results, late and twice, find their attempts settled")
    func zombieResults() throws {
        let world = World()
        let slow = NodePlan(slots: [0], tasks: [("work", TaskScript(delay: 4_000) { _, _ in .twice("\"old\"") })])
        let old = world.start(slow)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.start("a", of: "single"))
        world.run(for: 50)
        old.isAsleep = true
        world.start(plan { _ in .succeed("\"new\"") })
        world.run(for: 1_000)
        old.isAsleep = false
        #expect(world.settle(within: 10_000))
        #expect(try EndState(world.broker)["a"] == "a: succeeded, 0=done#1 \"new\", purge/0")
        #expect(Oracle.check(world, plan()) == [])
        #expect(world.broker.texts(.outcomes, 0).count == 1)
    }

    @Test("Results and timers of an earlier life are ignored by the next, across restarts")
    func incarnations() throws {
        let world = World()
        let definition = TestDefinitions.read(
            """
            sluice: 1
            workflow: short
            version: 1
            retention: 2s
            steps:
              work: {task: work}
              alarm: {timer: 5s}
            """)
        let slow = NodePlan(
            slots: [0], tasks: [("work", TaskScript(delay: 3_500) { id, _ in .succeed("\(id.incarnation)") })])
        let node = world.start(slow)
        world.deploy(definition)
        world.run(for: 2_000)
        world.send(.start("a", of: "short"))
        world.run(for: 100)
        let first = world.broker.records(.events, 0).last!.offset
        world.send(.cancel("a"))
        world.run(for: 3_400)
        #expect(try EndState(world.broker)["a"] == nil)
        world.send(.start("a", of: "short"))
        let second = world.broker.records(.events, 0).last!.offset
        world.send(.succeed("a", incarnation: first, step: 0, value: "\"late\""))
        world.run(for: 1_800)
        // By now the first life's timer would have fired.
        #expect(try EndState(world.broker)["a"] == "a: running, 0=pending#1, 1=open, step/1")
        world.kill(node)
        world.send(.fail("a", incarnation: first, step: 0))
        world.run(for: 6_000)
        let outcomes = world.broker.texts(.outcomes, 0)
        try #require(outcomes.count == 2)
        #expect(outcomes[1].contains("\"status\":\"succeeded\"") && outcomes[1].contains("\"incarnation\":\(second)"))
        #expect(Oracle.check(world, slow) == [])
    }

    @Test("A lane that is dropped gives its memory back")
    func isFreed() {
        weak var lane: Lane?
        weak var table: InstanceTable?
        let world = World()
        let node = world.start(plan())
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.start("a", of: "single"))
        world.settle()
        lane = node.lane(0)
        table = lane?.partitions[0].table
        #expect(lane != nil && table != nil)
        world.restartAfter = nil
        world.kill(node)
        world.run(for: 10)
        #expect(world.nodes.isEmpty)
        withExtendedLifetime(node) { node.drop() }
        #expect(lane == nil && table == nil)
    }
}
