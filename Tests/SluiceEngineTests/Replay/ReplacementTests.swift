import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Another definition in the place of the one that was deployed")
struct ReplacementTests {
    private static let first = TestDefinitions.read(
        """
        sluice: 1
        workflow: claim
        version: 1
        steps:
          check: {task: check}
          old: {task: old, after: [check]}
          approve: {signal: approve, timeout: 10s}
          pay: {task: pay, when: input.amount < 100, after: [approve, old]}
        result: '{"check": check, "paid": pay}'
        """)

    /// The same, with another number for each step, a limit of its own, a task that never ran, and one that is gone.
    private static let second = TestDefinitions.read(
        """
        sluice: 1
        workflow: claim
        version: 7
        steps:
          approve: {signal: approve, timeout: 10s}
          check: {task: check}
          audit: {task: audit, when: input.amount >= 50, after: [check]}
          pay: {task: pay, when: input.amount < 50, after: [approve, check]}
        result: '{"check": check, "paid": pay}'
        """)

    private static func run(_ amounts: KeyValuePairs<String, Int>, versions: [Definition] = [first]) -> World {
        let world = World(traces: false)
        var plan = NodePlan(slots: [0])
        plan.tasks = [
            ("check", TaskScript { _, _ in .succeed("\"checked\"") }), ("old", TaskScript { _, _ in .succeed("1") }),
            ("pay", TaskScript { _, _ in .succeed("\"paid\"") }),
        ]
        world.start(plan)
        for version in versions { world.deploy(version) }
        world.settle(within: 0)
        for (id, amount) in amounts { world.send(.start(id, of: "claim", input: "{\"amount\":\(amount)}")) }
        world.settle(within: 0)
        for (id, _) in amounts where id != "late" { world.send(.signal(id, "approve", data: "{}")) }
        world.settle(within: 0)
        return world
    }

    private static func ends(
        _ world: World, _ definition: Definition
    ) throws -> (lives: Int, rows: [String], leftOut: [String]) {
        let end = world.broker.stores[0].position.next
        let (one, _) = try ReplayScenario.replay(world, 0, to: end, keepsEnds: true)
        let replacement = DefinitionReplacement(definition)
        let (other, _) = try ReplayScenario.replay(world, 0, to: end, keepsEnds: true, translation: replacement)
        for state in [one, other] { try ReplayedInstances(state, DefinitionRegistry()).putUnended() }
        var rows: [String] = []
        let lives = try ReplayComparison.ends(one, other) { was, now in
            rows.append("\(text(was)) -> \(text(now))")
        }
        return (lives, rows, replacement.leftOut.map { "\($0.step) \($0.count)" })
    }

    private static func text(_ row: EndRow?) -> String {
        guard let row else { return "none" }
        let parts = ["status", "result", "waits_for"].compactMap { row.member($0).map { EventText.text($0) } }
        return "\(EventText.text(row.id)) " + parts.joined(separator: " ")
    }

    @Test("is told apart by exactly the instances that it leads elsewhere")
    func differences() throws {
        let world = Self.run(["cheap": 10, "dear": 200, "late": 20, "middle": 70])
        #expect(world.violations.list == [])
        let (lives, rows, leftOut) = try Self.ends(world, Self.second)
        #expect(lives == 4)
        #expect(
            rows == [
                #"dear "succeeded" {"check":"checked","paid":null} -> dear "running" ["a result of audit"]"#,
                #"middle "succeeded" {"check":"checked","paid":"paid"} -> middle "running" ["a result of audit"]"#,
            ])
        #expect(leftOut == ["old 4"])
        let (all, none, _) = try Self.ends(world, Self.first)
        #expect(all == 4 && none.isEmpty)
    }

    @Test("stands in the place of every version, whatever numbers its steps have")
    func versions() throws {
        var renumbered = Self.second
        renumbered.version = 2
        let world = Self.run(["cheap": 10, "late": 20], versions: [Self.first, renumbered])
        let partition = 0
        for definition in [Self.first, Self.second] {
            let (_, rows, _) = try Self.ends(world, definition)
            // With the first definition a cheap claim has another step to pass, whose task the second never ran.
            let waits = rows.filter { $0.contains("a result of old") }
            #expect(waits.count == (definition == Self.first ? 2 : 0), "\(rows)")
            #expect(rows.count == waits.count)
        }
        #expect(world.broker.stores[partition].position.exists)
    }

    @Test("is as if it had been deployed: results, signals and timers come to it")
    func deployed() throws {
        var definition = Self.second
        definition.version = 1
        let world = Self.run(["a": 10, "b": 60, "c": 200], versions: [definition])
        let (_, rows, leftOut) = try Self.ends(world, definition)
        #expect(rows.isEmpty && leftOut.isEmpty)
        let replacement = DefinitionReplacement(definition)
        let (state, _) = try ReplayScenario.replay(world, 0, translation: replacement)
        // Not a cell is another.
        #expect(state.position.hash == world.broker.stores[0].position.hash)
    }

    @Test("begins in the middle of the log too")
    func middle() throws {
        let world = Self.run(["a": 10, "b": 60])
        let log = ReplayScenario.reader(world)
        let state = MemoryState()
        let replacement = DefinitionReplacement(Self.second, joins: true)
        try ReplayStart.begin(state, log, partition: 0, at: 2, replace: replacement.replace)
        _ = try ReplayScenario.replay(world, 0, into: state, keepsEnds: true, translation: replacement)
        var found: [String] = []
        try ReplayedInstances(state, DefinitionRegistry()).forEach { instance, program in
            found.append(
                "\(EventText.text(instance.pointee.id)) \(instance.pointee.status) \(program.definition.steps.count)")
        }
        #expect(found == ["a succeeded 4", "b running 4"])
        #expect(replacement.leftOut.map(\.count) == [2])
    }
}
