import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

@Suite("Admission on a lane")
struct AdmissionTests {
    private func state(_ world: World, _ partition: Int = 0) throws -> PartitionState {
        try world.broker.stores[partition].get(CellKey.partition)!.withUnsafeBytes { try PartitionState(cell: $0) }
    }

    @Test("A rejected and a set-aside record inside a channel raise its mark, and what follows is admitted")
    func channel() throws {
        let world = World()
        world.deploy(TestDefinitions.single)
        var plan = NodePlan(slots: [0])
        // `define`, `activate`, then the records below: the third of them is poison.
        plan.crash = CrashWatch(skipped: [TransitionID(partition: 0, offset: 4, entry: 0)])
        world.start(plan)
        world.run(for: 2_000)
        #expect(world.broker.records(.events, 0).count == 2)
        func start(_ id: String, _ number: UInt64, of name: String = "single") -> ScriptedEvent {
            .start(id, of: name, admission: .channel(source: 5, number: number))
        }
        world.send(
            start("a", 1), start("b", 2, of: "nothing"), start("poison", 3), start("d", 4), start("f", 6), start("e", 5)
        )
        world.settle()
        #expect(try EndState(world.broker).lines.map { String($0.prefix(1)) } == ["a", "d", "e"])
        let received = try state(world).received
        #expect(received.map(\.partition) == [5] && received.map(\.number) == [5])
        let letters = world.broker.headers(.deadLetters, 0)
        #expect(letters.map { $0["ce_id"] } == ["0/3/0", "0/4/0"])
        #expect(world.broker.stores[0].get(CellKey.skipped(offset: 4, entry: 0)) != nil)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("A replay loads what was set aside first: it reaches the same hash, and folds no poison")
    func replay() throws {
        let folded = Mutex<[String]>([])
        var definition = Definition(
            name: "poison", version: 1,
            steps: [
                StepDefinition(name: "work", kind: .task(TaskSettings(task: "work"), .values([.input]))),
                StepDefinition(name: "boom", kind: .transform(.closure([.step(0)]))),
                StepDefinition(name: "nap", kind: .timer(.after(.fixed(500)))),
                StepDefinition(name: "bang", kind: .transform(.closure([.step(2), .input]))),
            ])
        definition.settings.retention = 3_600_000
        let body: TransformBody = { inputs, output in
            folded.withLock { $0.append(String(decoding: inputs[inputs.count - 1], as: UTF8.self)) }
            output += Array("1".utf8)
        }
        let registration = Registration(definition: definition, transforms: ["boom": body, "bang": body])
        func plan() -> NodePlan {
            NodePlan(
                slots: [0], registry: DefinitionRegistry([registration]),
                tasks: [("work", TaskScript(delay: 100) { id, _ in .succeed("\"of \(id.idempotencyKey.prefix(1))\"") })]
            )
        }
        func run(_ plan: NodePlan) -> World {
            let world = World()
            world.start(plan)
            world.deploy(definition)
            world.run(for: 2_000)
            world.send(.start("a", of: "poison", input: "\"in a\""))
            world.run(for: 20)
            world.send(.start("b", of: "poison", input: "\"in b\""))
            world.settle(within: 60_000)
            return world
        }
        // `define`, `activate`, the starts, the results, and two clocks that let the naps end.
        let plain = run(plan())
        #expect(plain.broker.records(.events, 0).count == 8)
        #expect(folded.withLock { Set($0) } == ["\"of a\"", "\"of b\"", "\"in a\"", "\"in b\""])
        var poisoned = plan()
        // The result of a, and the nap of b.
        poisoned.crash = CrashWatch(skipped: [
            TransitionID(partition: 0, offset: 4, entry: 0), TransitionID(partition: 0, offset: 7, entry: -1),
        ])
        folded.withLock { $0 = [] }
        let world = run(poisoned)
        #expect(folded.withLock { Set($0) } == ["\"of b\"", "\"in a\""])
        #expect(try EndState(world.broker).lines.allSatisfy { $0.contains("sidelined") })
        folded.withLock { $0 = [] }
        // The plan of the replay knows nothing of it: the cells do.
        #expect(Oracle.check(world, plan()) == [])
        #expect(folded.withLock { Set($0) } == ["\"of b\"", "\"in a\""])
        let (stores, violations) = Oracle.fold(world.broker, plan(), cut: .oneCheckpoint)
        #expect(violations == [])
        #expect(stores[0].position.hash == world.broker.stores[0].position.hash)
    }

    @Test("Definitions reach all partitions and take effect once, whatever happens to the feeder", arguments: 0..<30)
    func feeder(seed: UInt64) throws {
        let world = World(seed: seed, shape: LogShape(partitions: 4, slots: 2))
        let plan = NodePlan(slots: [0, 1])
        world.start(plan)
        var random = SeededRandom(seed: seed)
        var left = 12
        world.monitor.plan = { _, call in
            guard call.hasEffect, left > 0, random.chance(25) else { return nil }
            left -= 1
            let applied = random.chance(50)
            return random.pick([.crash(applied: applied), .fail, .unknown(applied: applied)])
        }
        var second = TestDefinitions.single
        second.version = 2
        for definition in [TestDefinitions.single, TestDefinitions.order, second] { world.deploy(definition) }
        #expect(world.settle(within: 20_000))
        for partition in 0..<4 {
            let known = try state(world, partition).definitions
            #expect(known.map(\.sequence) == [0, 1, 2] && known.map(\.activation) == [0, 1, 2], "seed \(seed)")
        }
        #expect(Oracle.check(world, plan) == [], "seed \(seed)")
    }

    @Test("A definition that is there already changes nothing, and another under its version is a dead letter")
    func repeatedDefinition() throws {
        let world = World()
        let plan = NodePlan(slots: [0])
        world.start(plan)
        var other = TestDefinitions.order
        other.name = TestDefinitions.single.name
        for definition in [
            TestDefinitions.single, TestDefinitions.single, TestDefinitions.order, TestDefinitions.single, other,
            TestDefinitions.order,
        ] { world.deploy(definition) }
        #expect(world.settle(within: 20_000))
        let known = try state(world, 0).definitions
        #expect(known.map(\.sequence) == [0, 2] && known.map(\.activation) == [0, 2])
        // `define` and `activate` of the other one, which lanes have always refused.
        #expect(world.broker.texts(.deadLetters, 0).count == 2)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("What no engine wrote is a dead letter, and the lane goes on", arguments: ["", "not a record", "\u{1}"])
    func foreign(text: String) throws {
        let world = World()
        let plan = NodePlan(slots: [0])
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(record: Array(text.utf8), partition: 0)
        var damaged = ScriptedEvent.start("a", of: "single").record
        damaged.removeLast()
        world.send(record: damaged, partition: 0)
        world.send(.start("b", of: "single"))
        world.settle()
        #expect(try EndState(world.broker).lines.count == 1)
        #expect(world.broker.texts(.deadLetters, 0).count == 2)
        #expect(Oracle.check(world, plan) == [])
    }
}
