import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("The memory of a lane")
struct MemoryTests {
    private static let large = TestDefinitions.read(
        """
        sluice: 1
        workflow: large
        version: 1
        steps:
          work: {task: work}
          first: {signal: }
          grown: {transform: 'input + input', after: [first]}
          second: {signal: }
        result: grown
        """)
    private static let single = TestDefinitions.read(
        """
        sluice: 1
        workflow: single
        version: 1
        steps:
          work: {task: work}
        result: input
        """)
    private static let input = "\"" + String(repeating: "v", count: 20_000) + "\""

    private static var settings: LaneSettings {
        var settings = LaneSettings()
        settings.dirtyBytes = 400_000
        settings.cacheBytes = 200_000
        return settings
    }

    /// What is set, twice over while a checkpoint is under way, and one record of 16 instances that have grown.
    private static let bound = UInt64(200_000 + 4 * 400_000 + 16 * 100_000)

    /// The most that instances took, looked at whenever a lane reads its store and behind each step.
    private final class Peak {
        var bytes: UInt64 = 0

        init(_ world: World) {
            func look() {
                for node in world.nodes { bytes = max(bytes, node.lane(0)?.statistics.cachedBytes ?? 0) }
            }
            world.onStep = { _ in look() }
            world.monitor.plan = { _, call in
                if call == .get { look() }
                return nil
            }
        }

        func take() -> UInt64 {
            defer { bytes = 0 }
            return bytes
        }
    }

    /// `count` ids for which the partition is `partition`.
    private static func ids(_ count: Int, _ shape: LogShape, _ partition: Int) -> [String] {
        var found: [String] = []
        var number = 0
        while found.count < count {
            let id = "i\(number)"
            if shape.partition(of: Array(id.utf8)) == partition { found.append(id) }
            number += 1
        }
        return found
    }

    @Test("Large instances take no more than was set, whichever events bring them in")
    func events() throws {
        let world = World(traces: false)
        world.start(NodePlan(slots: [0], laneSettings: MemoryTests.settings), checks: false)
        let peak = Peak(world)
        world.deploy(MemoryTests.large)
        world.run(for: 2_000)
        func send(_ event: (String) -> ScriptedEvent) {
            for start in stride(from: 0, to: 400, by: 16) {
                let events = (start..<start + 16).map { event("i\($0)") }
                world.send(record: ScriptedEvent.pack(events), partition: 0)
            }
            world.settle()
        }
        // 8 MB of them.
        send { .start($0, of: "large", input: MemoryTests.input) }
        #expect(peak.take() < MemoryTests.bound)
        send { .signal($0, "second") }
        let signaled = peak.take()
        #expect(signaled > 400_000 && signaled < MemoryTests.bound)
        send { .signal($0, "first") }
        #expect(peak.take() < MemoryTests.bound)
    }

    @Test("Nor when tasks wait whose payloads they are, be those short or long", arguments: [5, 600_000] as [Int64])
    func tasks(delay: Int64) throws {
        for partitions in [1, 16] {
            let shape = LogShape(partitions: partitions, slots: 1)
            let world = World(shape: shape, traces: false)
            var plan = NodePlan(slots: [0], laneSettings: MemoryTests.settings)
            let first = world.start(plan, checks: false)
            world.restartAfter = nil
            world.deploy(MemoryTests.single)
            world.run(for: 2_000)
            for partition in 0..<partitions {
                for id in MemoryTests.ids(320 / partitions, shape, partition) {
                    world.send(.start(id, of: "single", input: MemoryTests.input), partition: partition)
                }
            }
            world.settle()
            world.kill(first)
            world.run(for: 1_000)
            plan.tasks = [("work", TaskScript(delay: delay, concurrency: 1_000) { _, _ in .succeed("1") })]
            let node = world.start(plan, checks: false)
            let peak = Peak(world)
            world.run(for: 2_000)
            #expect(node.lane(0)?.statistics.tasksDispatched == 320)
            #expect(peak.take() < MemoryTests.bound)
        }
    }

    @Test("A partition whose tasks wait in the store is served while another of its lane is busy")
    func neighbours() throws {
        let shape = LogShape(partitions: 2, slots: 1)
        var broker = BrokerSettings()
        broker.commitAfter = 20
        let world = World(shape: shape, settings: broker, traces: false)
        var plan = NodePlan(slots: [0], laneSettings: MemoryTests.settings)
        let first = world.start(plan, checks: false)
        world.restartAfter = nil
        world.deploy(MemoryTests.single)
        world.deploy(MemoryTests.large)
        world.run(for: 2_000)
        let busy = MemoryTests.ids(1, shape, 0)[0]
        world.send(.start(busy, of: "large"), partition: 0)
        for id in MemoryTests.ids(300, shape, 1) {
            world.send(.start(id, of: "single", input: MemoryTests.input), partition: 1)
        }
        // All of it in the store.
        world.run(for: 3_000)
        world.kill(first)
        world.run(for: 1_000)
        plan.tasks = [("work", TaskScript(delay: 3_600_000, concurrency: 1_000) { _, _ in .succeed("1") })]
        let node = world.start(plan, checks: false)
        for _ in 0..<2_000 {
            world.send(.signal(busy, "second"), partition: 0)
            world.run(for: 1)
        }
        // The busy one's own task runs as well.
        #expect(node.lane(0)?.statistics.tasksDispatched == 301)
        // Two seconds of a busy lane are two checkpoints, and one for each time that much had been looked at.
        #expect((node.lane(0)?.statistics.checkpoints ?? .max) < 50)
    }

    @Test("A task that was paged in for an instance is not what a later life of its id waits for")
    func laterLife() throws {
        let charging = TestDefinitions.read(
            """
            sluice: 1
            workflow: charging
            version: 1
            retention: 1s
            steps:
              charge: {task: charge}
            """)
        let refunding = TestDefinitions.read(
            """
            sluice: 1
            workflow: refunding
            version: 1
            steps:
              refund: {task: refund}
            """)
        let world = World()
        var plan = NodePlan(slots: [0])
        let first = world.start(plan, checks: false)
        world.restartAfter = nil
        world.deploy(charging)
        world.deploy(refunding)
        world.run(for: 2_000)
        // The first of them is run for so long that the others stay in their line.
        world.send(.start("a", of: "charging"))
        world.run(for: 2_000)
        for id in ["b", "c", "d"] { world.send(.start(id, of: "charging")) }
        world.settle()
        world.kill(first)
        world.run(for: 1_000)
        plan.tasks = [
            ("charge", TaskScript(delay: 60_000, concurrency: 1) { _, _ in .succeed("\"charged\"") }),
            ("refund", TaskScript(delay: 600_000, concurrency: 1) { _, _ in .succeed("\"refunded\"") }),
        ]
        let node = world.start(plan, checks: false)
        world.run(for: 5_000)
        #expect(node.lane(0)?.statistics.tasksDispatched == 1)
        world.send(.start("z", of: "refunding"))
        world.run(for: 1_000)
        world.send(.cancel("b"))
        world.run(for: 5_000)
        world.send(.start("b", of: "refunding"))
        world.run(for: 300_000)
        // Its place is the line of refunds, where the one before it is under way.
        let runs = world.trace.lines.map { $0.split(separator: " ") }.filter { $0.count == 5 && $0[2] == "runs" }
        let ran = runs.map { "\($0[3]) \($0[4].split(separator: "/")[0])" }
        #expect(ran == ["charge a", "refund z", "charge c", "charge d"])
        world.run(for: 1_800_000)
        #expect(try EndState(world.broker)["b"]?.contains("refunded") == true)
    }

    @Test("Tasks of a partition whose instances fill the memory take turns")
    func turns() throws {
        func definition(_ task: String) -> Definition {
            TestDefinitions.read(
                """
                sluice: 1
                workflow: \(task)
                version: 1
                steps:
                  work: {task: \(task)}
                result: input
                """)
        }
        let world = World()
        var plan = NodePlan(slots: [0], laneSettings: MemoryTests.settings)
        let first = world.start(plan, checks: false)
        world.restartAfter = nil
        let tasks = ["left", "middle", "right"]
        for task in tasks { world.deploy(definition(task)) }
        world.run(for: 2_000)
        for number in 0..<900 { world.send(.start("i\(number)", of: tasks[number % 3], input: MemoryTests.input)) }
        world.settle()
        world.kill(first)
        world.run(for: 1_000)
        plan.tasks = tasks.map { ($0, TaskScript(delay: 3_600_000) { _, _ in .succeed("1") }) }
        let node = world.start(plan, checks: false)
        world.run(for: 5_000)
        #expect(node.lane(0)?.statistics.tasksDispatched == 900)
        let runs = world.trace.lines.map { $0.split(separator: " ") }.filter { $0.count == 5 && $0[2] == "runs" }
        for task in tasks {
            let place = try #require(runs.firstIndex { $0[3] == task })
            #expect(place < 300, "\(task)")
        }
    }

    @Test("Instances that a batch starts again are known, be they in memory or not", arguments: [0, 1 << 20])
    func startsAgain(cacheBytes: Int) throws {
        var settings = LaneSettings()
        settings.cacheBytes = cacheBytes
        let world = World(traces: false)
        // No checker, which would have looked for each instance before the fold does.
        let node = world.start(NodePlan(slots: [0], laneSettings: settings), checks: false)
        world.deploy(MemoryTests.large)
        world.deploy(
            TestDefinitions.read(
                """
                sluice: 1
                workflow: brief
                version: 1
                steps:
                  sum: {transform: '1 + 1'}
                result: sum
                """))
        world.run(for: 2_000)
        for round in 0..<3 {
            // Half of them end at once, and leave memory with their checkpoint.
            let events = (0..<50).map { ScriptedEvent.start("i\($0)", of: $0 % 2 == 0 ? "large" : "brief") }
            world.send(record: ScriptedEvent.pack(events + (round == 0 ? [] : events)), partition: 0)
            world.settle()
            #expect(node.lane(0)?.statistics.instancesStarted == 50)
        }
        #expect(world.broker.keys(.outcomes, 0).count == 25)
    }

    @Test("A timer fires in time when no checkpoint has brought it to the store by then")
    func slowCheckpoint() throws {
        let alarm = TestDefinitions.read(
            """
            sluice: 1
            workflow: alarm
            version: 1
            steps:
              ring: {timer: 5m}
            """)
        var settings = LaneSettings()
        settings.checkpointInterval = 3_600_000
        settings.outputInterval = 3_600_000
        let world = World(traces: false)
        let node = world.start(NodePlan(slots: [0], laneSettings: settings))
        world.deploy(alarm)
        world.run(for: 5_000)
        world.send(.start("a", of: "alarm"))
        world.run(for: 299_000)
        #expect(node.lane(0)?.statistics.timersFired == 0)
        world.run(for: 3_000)
        #expect(node.lane(0)?.statistics.timersFired == 1)
        #expect(world.violations.list == [])
    }

    @Test("A timer due before one that has fired is kept while a checkpoint brings it to the store")
    func lateTimer() throws {
        let alarm = TestDefinitions.read(
            """
            sluice: 1
            workflow: alarm
            version: 1
            steps:
              ring: {until: timestamp(input)}
            """)
        var settings = LaneSettings()
        settings.dirtyInstances = 0
        var broker = BrokerSettings()
        // The record that would fire it comes behind its checkpoint.
        broker.visibleAfter = 500
        let world = World(settings: broker, traces: false)
        world.start(NodePlan(slots: [0], laneSettings: settings), checks: false)
        world.deploy(alarm)
        world.run(for: 5_000)
        world.send(.start("b", of: "alarm", input: "\"2026-01-01T00:00:10Z\""))
        world.run(for: 60_000)
        #expect(world.broker.keys(.outcomes, 0) == ["b"])
        world.send(.start("a", of: "alarm", input: "\"2026-01-01T00:00:05Z\""))
        world.run(for: 60_000)
        #expect(world.broker.keys(.outcomes, 0) == ["b", "a"])
    }
}
