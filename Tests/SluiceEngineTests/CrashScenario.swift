import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Orders that pass through everything the graph program can do, for runs with faults and without.
enum CrashScenario {
    static func plan(settings: LaneSettings = LaneSettings()) -> NodePlan {
        let attempts: @Sendable (TaskIdentity) -> Int = { Int($0.attempt) }
        return NodePlan(
            slots: [0],
            tasks: [
                // The first attempt fails and is retried.
                (
                    "reserve",
                    TaskScript { id, _ in attempts(id) == 1 ? .fail("Busy") : .succeed("{\"reserved\":true}") }
                ),
                ("remind", TaskScript { _, inputs in .succeed("\"reminded \(inputs.count)\"") }),
                ("check", TaskScript { _, inputs in .succeed(inputs[0]) }),
                // Order "side" spends both attempts and waits for a person.
                (
                    "ship",
                    TaskScript { id, _ in
                        id.instance == Array("side".utf8) && attempts(id) <= 2
                            ? .fail("Strike") : .succeed("\"shipped\"")
                    }
                ),
            ], laneSettings: settings)
    }

    /// What comes from outside, each at its virtual time. What depends on the state is asked of the log, as a person would.
    static func script(_ world: World) {
        world.deploy(TestDefinitions.order)
        world.after(3_000) {
            world.send(
                .start("paid", of: "order", input: "{\"id\":\"paid\",\"total\":250}", eventID: "e1"),
                .start("late", of: "order", input: "{\"id\":\"late\",\"total\":5}"),
                .start("side", of: "order", input: "{\"id\":\"side\",\"total\":70}"),
                .start("gone", of: "order", input: "{\"id\":\"gone\",\"total\":700}"),
                .start("paid", of: "order", input: "{\"id\":\"paid\",\"total\":999}", eventID: "e1"))
        }
        world.after(2_500) { world.send(.signal("side", "payment", id: "p-side", data: "{\"by\":\"card\"}")) }
        world.after(6_000) {
            world.send(
                .signal("paid", "payment", id: "p1", data: "{\"by\":\"card\"}"),
                .signal("paid", "payment", id: "p1", data: "{\"by\":\"card\"}"),
                .signal("paid", "payment", id: "p2", data: "{\"by\":\"cash\"}"))
        }
        world.after(7_000) { world.send(.cancel("gone", reason: "no stock", id: "c1")) }
        world.after(9_000) { world.send(.start("unknown", of: "nothing")) }
        world.after(15_000) { world.send(.redrive("side", id: "r1")) }
        world.after(16_000) { world.send(.redrive("side", id: "r1")) }
    }

    /// Runs to the end, everything but retention included.
    static func run(seed: UInt64 = 1, traces: Bool = false, prepare: (World) -> Void = { _ in }) -> World {
        let world = World(seed: seed, traces: traces)
        prepare(world)
        world.start(plan(), checks: true)
        script(world)
        world.settle(within: 60_000)
        return world
    }
}
