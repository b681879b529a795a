import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("What is bounded")
struct BoundTests {
    private static let alarm = TestDefinitions.read(
        """
        sluice: 1
        workflow: alarm
        version: 1
        history: false
        retention: 30d
        steps:
          ring: {until: timestamp(input)}
        """)

    @Test("100,000 timers due at once fire in order, at most 256 before a record, in bounded memory")
    func timers() throws {
        let world = World(traces: false)
        var settings = LaneSettings()
        settings.dirtyInstances = 2_000
        settings.cacheBytes = 1 << 20
        let node = world.start(NodePlan(slots: [0], laneSettings: settings), checks: false)
        world.deploy(BoundTests.alarm)
        world.run(for: 2_000)
        let due = "\"2026-01-01T01:00:00Z\""
        let ids = (0..<100_000).map { "a\(100_000 + ($0 * 7_919) % 100_000)" }
        for start in stride(from: 0, to: ids.count, by: 250) {
            let events = ids[start..<start + 250].map { ScriptedEvent.start($0, of: "alarm", input: due) }
            world.send(record: ScriptedEvent.pack(events), partition: 0)
        }
        world.settle()
        #expect(world.broker.stores[0].position.next > 390)
        let before = try #require(node.lane(0)).statistics
        #expect(before.instancesStarted == 100_000)
        #expect(before.cachedInstances < 20_000)
        let recordsBefore = before.records
        world.run(for: 3_600_000)
        world.settle(rounds: 2_000_000)
        let after = try #require(node.lane(0)).statistics
        #expect(after.timersFired == 100_000)
        // At least one clock event for each 256 of them; each before the record it came with.
        #expect(after.records - recordsBefore >= 100_000 / 256)
        #expect(after.records - recordsBefore < 2_000)
        #expect(after.cachedInstances < 20_000)
        let order = world.broker.keys(.outcomes, 0)
        #expect(order == ids.sorted())
        #expect(Oracle.stateHash(world.broker.stores[0]) == world.broker.stores[0].position.hash)
    }

    @Test("A clock of the log that lags or leads costs no more than a few clock events", arguments: [-700, -3, 0, 700])
    func skew(skew: Int64) throws {
        var settings = BrokerSettings()
        settings.skews = [skew]
        let world = World(settings: settings)
        let plan = NodePlan(slots: [0])
        world.start(plan)
        world.deploy(BoundTests.alarm)
        world.run(for: 2_000)
        world.send(.start("a", of: "alarm", input: "\"2026-01-01T00:00:30Z\""))
        world.run(for: 40_000)
        #expect(try EndState(world.broker)["a"] == "a: succeeded, 0=done {}, purge/0")
        #expect(world.trace.lines.filter { $0.hasSuffix(" clock") }.count <= 3)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("The store stops growing under steady load: cells, large values, history, early signals and index rows")
    func retention() throws {
        let world = World(traces: false)
        let definition = TestDefinitions.read(
            """
            sluice: 1
            workflow: steady
            version: 1
            retention: 5s
            steps:
              work: {task: work}
              paid: {signal: , timeout: 2s}
              done: {task: work, inputs: [work, paid]}
            """)
        let large = "\"" + String(repeating: "v", count: 5_000) + "\""
        let plan = NodePlan(slots: [0], tasks: [("work", TaskScript { _, _ in .succeed(large) })])
        world.start(plan)
        world.deploy(definition)
        world.run(for: 2_000)
        var sizes: [Int] = []
        for round in 0..<60 {
            for number in 0..<5 {
                let id = "i\(round)-\(number)"
                if number == 1 { world.send(.signal(id, "paid", id: "early", data: large)) }
                world.send(.start(id, of: "steady", input: large))
                if number > 1 { for extra in 0..<20 { world.send(.signal(id, "paid", id: "\(extra)")) } }
            }
            world.run(for: 500)
            if round >= 30 { sizes.append(world.broker.stores[0].count) }
        }
        let first = sizes[..<10].max()!
        let last = sizes[20...].max()!
        #expect(last <= first + first / 10, "\(sizes)")
        world.run(for: 20_000)
        world.settle()
        // The partition and the definition are all that is left.
        #expect(
            world.broker.stores[0].keys.map { $0[0] } == [
                CellKey.Kind.partition.rawValue, CellKey.Kind.definition.rawValue,
            ])
        #expect(Oracle.check(world, plan, cuts: [.oneCheckpoint]) == [])
    }

    @Test("Early signals that nobody starts for leave nothing, in cells and in indexes, whenever checkpoints fall")
    func earlySignals() throws {
        let world = World()
        let plan = NodePlan(slots: [0])
        world.start(plan)
        world.deploy(BoundTests.alarm)
        world.run(for: 2_000)
        world.send(
            .signal("never", "x"), .signal("soon", "x"), .start("soon", of: "alarm", input: "\"2026-01-01T00:00:00Z\""))
        world.run(for: 2_000)
        world.send(.signal("later", "x"))
        world.run(for: 2_000)
        world.send(.start("later", of: "alarm", input: "\"2026-01-01T00:00:00Z\""))
        world.run(for: 2_000)
        let kinds = world.broker.stores[0].keys.map { $0[0] }
        #expect(kinds.filter { $0 == CellKey.Kind.earlySignals.rawValue }.count == 1)
        // Two retentions and the one that waits.
        #expect(kinds.filter { $0 == CellKey.Kind.timerIndex.rawValue }.count == 3)
        world.run(for: 86_400_000, rounds: 2_000_000)
        world.settle()
        #expect(world.broker.stores[0].keys.allSatisfy { $0[0] != CellKey.Kind.earlySignals.rawValue })
        #expect(world.broker.stores[0].keys.filter { $0[0] == CellKey.Kind.timerIndex.rawValue }.count == 2)
        #expect(world.broker.texts(.deadLetters, 0).count == 3)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("A cache of nothing, and checkpoints all the time, give the same end state", arguments: [0, 100_000])
    func cache(bytes: Int) throws {
        var settings = LaneSettings()
        settings.cacheBytes = bytes
        settings.dirtyInstances = 2
        settings.pollBytes = 100
        let world = World()
        world.start(CrashScenario.plan(settings: settings))
        CrashScenario.script(world)
        #expect(world.settle(within: 60_000))
        #expect(try EndState(world.broker) == EndState(CrashScenario.run().broker))
        #expect(Oracle.check(world, CrashScenario.plan()) == [])
    }

    @Test("Tasks that no pool has room for wait in the store and come back, each once", arguments: [0, 1, 2])
    func queues(crashes: Int) throws {
        var settings = LaneSettings()
        settings.waitingTasks = 4
        settings.cacheBytes = 0
        let plan = NodePlan(
            slots: [0], tasks: [("work", TaskScript(delay: 40, concurrency: 3) { _, _ in .succeed("1") })],
            laneSettings: settings)
        let world = World()
        var node = world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        for number in 0..<200 { world.send(.start("i\(number)", of: "single")) }
        for _ in 0..<crashes {
            world.run(for: 700)
            world.kill(node)
            world.run(for: 500)
            node = world.nodes[0]
        }
        #expect(world.settle())
        #expect(node.dispatcher.peak == 3)
        #expect(try EndState(world.broker).lines.filter { $0.contains("succeeded") }.count == 200)
        // Only what ran when a node died runs again.
        #expect(world.ledger.runs.count == 200)
        #expect(world.ledger.runs.values.reduce(0, +) <= 200 + 3 * crashes)
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("Tasks of different names do not hold each other up, and what nobody offers stays pending")
    func otherTasks() throws {
        let definition = TestDefinitions.read(
            """
            sluice: 1
            workflow: two
            version: 1
            steps:
              slow: {task: slow}
              quick: {task: quick}
              nobody: {task: nobody}
            """)
        let plan = NodePlan(
            slots: [0],
            tasks: [
                ("slow", TaskScript(delay: 100_000, concurrency: 1) { _, _ in .succeed("1") }),
                ("quick", TaskScript { _, _ in .succeed("2") }),
            ])
        let world = World()
        world.start(plan)
        world.deploy(definition)
        world.run(for: 2_000)
        for number in 0..<10 { world.send(.start("i\(number)", of: "two")) }
        world.run(for: 3_000)
        let state = try EndState(world.broker)
        #expect(state.lines.allSatisfy { $0.contains("0=pending#1, 1=done#1 2, 2=pending#1") })
        #expect(world.violations.list == [])
    }
}
