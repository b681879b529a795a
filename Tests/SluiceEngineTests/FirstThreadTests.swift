import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A lane on the scripted log")
struct FirstThreadTests {
    @Test("A start runs its task, and the outcome is there after a checkpoint")
    func oneTask() throws {
        let world = World()
        let plan = NodePlan(slots: [0], tasks: [("work", TaskScript { _, _ in .succeed("42") })])
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.start("a", of: "single"), .start("b", of: "single"), .start("a", of: "single"))
        #expect(world.settle())
        #expect(Oracle.check(world, plan) == [])
        let state = try EndState(world.broker)
        #expect(state["a"] == "a: succeeded, 0=done#1 42, purge/0")
        #expect(world.broker.texts(.outcomes, 0).count == 2)
        #expect(world.ledger.runs.values.allSatisfy { $0 == 1 })
    }
}
