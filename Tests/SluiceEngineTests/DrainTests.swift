import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Lanes with nothing left to do")
struct DrainTests {
    @Test("A lane is not drained while a definition is still being fed")
    func feeding() throws {
        let world = World(shape: LogShape(partitions: 2, slots: 1))
        let node = world.start(NodePlan(slots: [0]))
        world.run(for: 2_000)
        let lane = try #require(node.lane(0))
        #expect(lane.isDrained(horizon: world.clock.now))
        world.deploy(TestDefinitions.single)
        // Nothing of it is among the events yet.
        #expect(world.broker.records(.events, 0).isEmpty)
        #expect(!lane.isDrained(horizon: world.clock.now))
        var seen: [Int] = []
        for _ in 0..<10_000 where !lane.isDrained(horizon: world.clock.now) {
            seen.append(world.broker.records(.events, 0).count)
            world.run(for: 1)
        }
        #expect(lane.isDrained(horizon: world.clock.now))
        // `define` and `activate`: it was not drained between them either.
        #expect(Set(seen).isSuperset(of: [0, 1]))
        #expect(world.broker.records(.events, 0).count == 2)
        #expect(world.violations.list == [])
    }

    @Test("A draining lane folds what is there, commits it, and then folds nothing more")
    func draining() throws {
        let world = World()
        let node = world.start(NodePlan(slots: [0]))
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        let lane = try #require(node.lane(0))
        #expect(!lane.hasDrained)
        for number in 0..<10 { world.send(.start("before-\(number)", of: "single")) }
        lane.drain()
        #expect(!lane.hasDrained)
        world.run(for: 200)
        #expect(lane.hasDrained)
        let position = world.broker.stores[0].position
        #expect(position.next == lane.position(of: 0))
        #expect(position.next >= 12)
        // What comes now is for whoever opens the slot next.
        for number in 0..<10 { world.send(.start("later-\(number)", of: "single")) }
        world.run(for: 5_000)
        #expect(lane.hasDrained)
        #expect(lane.position(of: 0) == position.next)
        #expect(world.broker.stores[0].position == position)
    }

    /// Takes nothing until it is told to.
    private final class Gate: TaskDispatcher {
        var places = 0
        var taken: [String] = []
        func offers(_ queue: UInt64) -> Bool { true }
        func room(_ queue: UInt64, for lane: any Waker) -> Int { places }
        func run(_ requests: [TaskRequest]) {
            places -= requests.count
            taken += requests.map { String(decoding: $0.identity.instance, as: UTF8.self) }
        }
        func cancel(_ identity: TaskIdentity) {}
    }

    @Test("Where all that waits in memory is settled, what waits in the store is handed out in the same step")
    func stale() throws {
        let world = World(traces: false)
        let monitor = PortMonitor(trace: world.trace)
        let log = ScriptedLog(broker: world.broker, monitor: monitor, name: "here")
        let gate = Gate()
        var settings = LaneSettings()
        settings.waitingTasks = 2
        let lane = try Lane(
            slot: 0, log: log.open(slot: 0, waker: LaneWaker()), eventLog: log, registry: DefinitionRegistry(),
            dispatcher: gate, waker: LaneWaker(), settings: settings)
        func run(for milliseconds: Int64) throws {
            let end = world.clock.now + milliseconds
            while world.clock.now < end {
                while try lane.step(now: world.clock.now) == .now || world.agenda.run(dueAt: world.clock.now) {}
                world.clock.advance(to: world.clock.now + 1)
            }
        }
        world.deploy(TestDefinitions.single)
        try run(for: 2_000)
        for number in 0..<10 { world.send(.start("i\(number)", of: "single")) }
        // Two wait in memory, all in the index of the store.
        try run(for: 3_000)
        #expect(world.broker.stores[0].keys.filter { $0[0] == CellKey.Kind.taskIndex.rawValue }.count == 10)
        for number in 0..<7 { world.send(.cancel("i\(number)", reason: "", id: "c\(number)")) }
        while try lane.step(now: world.clock.now) == .now {}
        // The store does not know of it yet.
        #expect(world.broker.stores[0].keys.filter { $0[0] == CellKey.Kind.taskIndex.rawValue }.count == 10)
        gate.places = 1
        _ = try lane.step(now: world.clock.now)
        #expect(gate.taken == ["i7"])
        gate.places = 5
        _ = try lane.step(now: world.clock.now)
        #expect(gate.taken == ["i7", "i8", "i9"])
        try run(for: 3_000)
        #expect(gate.taken == ["i7", "i8", "i9"])
    }
}
