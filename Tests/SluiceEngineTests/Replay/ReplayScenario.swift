import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Instances of every kind there is, on four partitions: tasks that are retried, timers, signals, conditions, records that are
/// published, and events that arrive on the wrong partition.
enum ReplayScenario {
    static let shape = LogShape(partitions: 4, slots: 2)

    static let told = TestDefinitions.read(
        """
        sluice: 1
        workflow: told
        version: 1
        retention: 5s
        steps:
          told: {publish: orders.told}
          at-once: {publish: orders.told, delivery: at least once}
          paid: {signal: paid, timeout: 2s}
        result: paid
        """)

    static func plan(_ slots: [Int]) -> NodePlan {
        var plan = CrashScenario.plan()
        plan.slots = slots
        plan.laneSettings.dirtyInstances = 10
        return plan
    }

    static let ids = (0..<40).map { "i-\($0)" }

    static func script(_ world: World) {
        world.deploy(TestDefinitions.order)
        world.deploy(told)
        for (number, id) in ids.enumerated() {
            let at = 3_000 + Int64(number) * 150
            let home = world.broker.shape.partition(of: Array(id.utf8))
            let partition = number % 5 == 0 ? (home + 1) % 4 : home
            let workflow = number % 2 == 0 ? "order" : "told"
            world.after(at) {
                world.send(
                    .start(id, of: workflow, input: "{\"id\":\"\(id)\",\"total\":\(number * 10)}"), partition: partition
                )
            }
            guard number % 3 != 0 else { continue }
            let signal = workflow == "order" ? "payment" : "paid"
            world.after(at + 1_200) {
                world.send(.signal(id, signal, id: "s-\(number)", data: "{\"by\":\(number)}"), partition: partition)
            }
        }
        world.after(6_000) { world.send(.cancel("i-6", reason: "no stock", id: "c1")) }
        world.after(7_000) { world.send(.start("unknown", of: "nothing")) }
    }

    static func run(seed: UInt64 = 1, prepare: (World) -> Void = { _ in }) -> World {
        let world = World(seed: seed, shape: shape, traces: false)
        prepare(world)
        world.start(plan([0]))
        world.start(plan([1]))
        script(world)
        world.settle(within: 40_000)
        return world
    }

    /// A connection of who replays.
    static func reader(_ world: World) -> ScriptedLog {
        ScriptedLog(broker: world.broker, monitor: PortMonitor(trace: world.trace), name: "replay")
    }

    /// Folds a partition again, into memory.
    static func replay(
        _ world: World, _ partition: Int, to end: Int64? = nil, into state: MemoryState = MemoryState(),
        keepsEnds: Bool = false, settings: LaneSettings = LaneSettings(), translation: (any EventTranslation)? = nil
    ) throws -> (state: MemoryState, statistics: LaneStatistics) {
        let replay = try PartitionReplay(
            partition: partition, of: reader(world), to: end ?? world.broker.stores[partition].position.next,
            state: state, registry: DefinitionRegistry(),
            settingAside: Oracle.setAside(world.broker.stores.map(\.keys)), keepsEnds: keepsEnds,
            settings: settings, translation: translation)
        defer { replay.close() }
        try replay.run()
        return (state, replay.statistics)
    }
}
