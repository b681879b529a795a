import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("A log that is folded again")
struct ReplayTests {
    private static func difference(_ world: World, _ state: MemoryState, _ partition: Int) throws -> [UInt8]? {
        try ReplayComparison.firstDifference(MemoryState(world.broker.stores[partition]), state)
    }

    @Test("gives the state that was committed, after any crashes, however it is cut", arguments: 0..<25)
    func equal(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var left = 12
        let world = ReplayScenario.run(seed: seed) { world in
            world.monitor.plan = { _, call in
                guard call.hasEffect, left > 0, random.chance(10) else { return nil }
                left -= 1
                return random.pick([.crash(applied: random.chance(50)), .fail, .unknown(applied: random.chance(50))])
            }
        }
        try #require(world.violations.list.isEmpty, "seed \(seed)")
        #expect(world.monitor.injected > 3, "seed \(seed)")
        var settings = LaneSettings()
        settings.dirtyInstances = random.chance(50) ? 3 : 1_000
        settings.cacheBytes = random.chance(50) ? 0 : 1 << 20
        settings.pollBytes = random.chance(50) ? 1 : 1 << 20
        var folded = LaneStatistics()
        for partition in 0..<4 {
            let (state, statistics) = try ReplayScenario.replay(world, partition, settings: settings)
            folded.add(statistics)
            #expect(state.position.next == world.broker.stores[partition].position.next, "seed \(seed)")
            #expect(state.position.hash == world.broker.stores[partition].position.hash, "seed \(seed)")
            #expect(try Self.difference(world, state, partition) == nil, "seed \(seed)")
        }
        #expect(folded.instancesStarted >= 40 && folded.misrouted > 0 && folded.timersFired > 0, "\(folded)")
        #expect(folded.published > 0 && folded.instancesPurged > 0)
    }

    @Test("leaves the log and what is committed as they are, and runs no task")
    func untouched() throws {
        let world = ReplayScenario.run()
        let topics = LogTopic.allCases.filter { $0 != .members && $0 != .replies && $0 != .shape }
        func ends() -> [Int] {
            topics.flatMap { topic in
                (0..<(topic == .definitions ? 1 : 4)).map { world.broker.records(topic, $0).count }
            }
        }
        let before = (ends(), world.broker.stores, world.broker.openings.count)
        for partition in 0..<4 {
            let (_, statistics) = try ReplayScenario.replay(world, partition, to: .max)
            #expect(statistics.tasksDispatched == 0)
        }
        world.settle(within: 1_000)
        #expect(before.0 == ends())
        #expect(before.1 == world.broker.stores && before.2 == world.broker.openings.count)
    }

    @Test("names the first cell of a state that is not what the log says")
    func mutated() throws {
        let world = ReplayScenario.run()
        let (state, _) = try ReplayScenario.replay(world, 1)
        let store = world.broker.stores[1]
        for (at, key) in store.keys.enumerated() where key[0] < CellKey.firstIndexKind {
            var cells = CellBatch()
            cells.put(key, store.values[at] + [0])
            var changed = store
            changed.apply(Checkpoint.Part(partition: 1, cells: cells, index: CellBatch(), position: store.position))
            #expect(try ReplayComparison.firstDifference(MemoryState(changed), state) == key)
            #expect(try ReplayComparison.sum(MemoryState(changed)) != store.position.hash)
            cells = CellBatch()
            cells.delete(key)
            changed.apply(Checkpoint.Part(partition: 1, cells: cells, index: CellBatch(), position: store.position))
            #expect(try ReplayComparison.firstDifference(MemoryState(changed), state) == key)
            #expect(try ReplayComparison.firstDifference(state, MemoryState(changed)) == key)
        }
        #expect(try ReplayComparison.sum(MemoryState(store)) == store.position.hash)
    }

    @Test("can be folded a part at a time: to any offset, and on from there")
    func ranges() throws {
        let world = ReplayScenario.run()
        for partition in 0..<4 {
            let end = world.broker.stores[partition].position.next
            let (whole, _) = try ReplayScenario.replay(world, partition)
            for middle in stride(from: Int64(1), to: end, by: 7) {
                let (state, first) = try ReplayScenario.replay(world, partition, to: middle)
                #expect(state.position.next == middle)
                let (_, second) = try ReplayScenario.replay(world, partition, into: state)
                #expect(state.position.hash == whole.position.hash)
                #expect(first.records + second.records == UInt64(end))
            }
        }
    }

    @Test("sets aside what was set aside")
    func aside() throws {
        let world = World(shape: ReplayScenario.shape, traces: false)
        let poisoned = ScriptedEvent.start("i-1", of: "told")
        let home = world.broker.shape.partition(of: Array("i-1".utf8))
        for slot in 0..<2 {
            var plan = ReplayScenario.plan([slot])
            // Behind the definitions: two are defined and activated.
            plan.crash = CrashWatch(skipped: [TransitionID(partition: home, offset: 4, entry: 0)])
            world.start(plan, checks: false)
        }
        world.deploy(TestDefinitions.order)
        world.deploy(ReplayScenario.told)
        world.settle(within: 0)
        world.send(poisoned)
        world.settle(within: 0)
        #expect(world.broker.stores[home].get(CellKey.skipped(offset: 4, entry: 0)) != nil)
        let (state, statistics) = try ReplayScenario.replay(world, home)
        #expect(statistics.skipped == 1 && statistics.instancesStarted == 0)
        #expect(state.position.hash == world.broker.stores[home].position.hash)
    }

    @Test("from the middle on knows the definitions, what begins there, and the channels that it meets")
    func middle() throws {
        let world = ReplayScenario.run()
        let log = ReplayScenario.reader(world)
        var begun: Set<String> = []
        for partition in 0..<4 {
            // Behind the first starts.
            let plan = try ReplayPlan(log, partition: partition, from: .offset(12), to: .end)
            #expect(plan.isMiddle && plan.gap == nil)
            let state = MemoryState()
            try ReplayStart.begin(state, log, partition: partition, at: plan.range.lowerBound)
            let (_, statistics) = try ReplayScenario.replay(
                world, partition, to: plan.range.upperBound, into: state, translation: MiddleStart())
            #expect(statistics.gaps == 0)
            let whole = try EndState(world.broker)
            try ReplayedInstances(state, DefinitionRegistry()).forEach(withValues: true) { instance, _ in
                let id = EventText.text(instance.pointee.id)
                begun.insert(id)
                #expect(whole[id] == "\(id): \(EndState.describe(instance.pointee))")
            }
        }
        #expect(begun.count > 10 && begun.count < 40, "\(begun)")
    }

    @Test("shows its instances as a node does")
    func shown() throws {
        let world = ReplayScenario.run()
        let partition = world.broker.shape.partition(of: Array("i-4".utf8))
        let (state, _) = try ReplayScenario.replay(world, partition)
        var shown: [String] = []
        try ReplayedInstances(state, DefinitionRegistry()).forEachShown {
            shown.append(String(decoding: $0, as: UTF8.self))
        }
        let instance = try #require(shown.first { $0.contains("\"instance\":\"i-4\"") })
        #expect(instance.contains("\"status\":\"succeeded\"") && instance.contains("\"total\":80"), "\(instance)")
    }
}
