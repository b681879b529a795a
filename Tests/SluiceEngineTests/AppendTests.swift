import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

@Suite("What a lane appends")
struct AppendTests {
    private let plan = NodePlan(slots: [0, 1], tasks: [("work", TaskScript { _, _ in .succeed("1") })])

    @Test(
        "An append that fails while the next succeeds is sent again with those behind it, in order", arguments: 0..<10)
    func resent(seed: UInt64) throws {
        var settings = BrokerSettings()
        settings.failsInOrder = false
        settings.acknowledgeJitter = 20
        let world = World(seed: seed, shape: LogShape(partitions: 4, slots: 2), settings: settings)
        let node = world.start(plan)
        var random = SeededRandom(seed: seed)
        var failures = 0
        node.log.recordFault = { _ in
            guard failures < 40, random.chance(40) else { return nil }
            failures += 1
            return random.pick([.fail, .unknown(applied: true), .unknown(applied: false)])
        }
        world.deploy(TestDefinitions.single)
        world.deploy(TestDefinitions.order)
        #expect(world.settle(within: 3_000))
        for number in 0..<40 { world.send(.start("i\(number)", of: "single")) }
        #expect(world.settle(within: 5_000))
        #expect(failures == 40)
        #expect(try EndState(world.broker).lines.filter { $0.contains("succeeded") }.count == 40, "seed \(seed)")
        #expect(Oracle.check(world, plan) == [], "seed \(seed)")
        for partition in 0..<4 {
            let known = try world.broker.stores[partition].get(CellKey.partition)!
                .withUnsafeBytes { try PartitionState(cell: $0) }.definitions
            #expect(known.map(\.activation) == [0, 1], "seed \(seed), partition \(partition)")
        }
    }

    @Test(
        "An outbox leaves no hole for who admits the next number only, whatever outcomes say and in whatever order",
        arguments: 0..<12)
    func outbox(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var settings = BrokerSettings()
        settings.failsInOrder = false
        settings.acknowledgeAfter = 0
        settings.acknowledgeJitter = 9
        let world = World(seed: seed, shape: LogShape(partitions: 4, slots: 1), settings: settings, traces: false)
        let log = ScriptedLog(broker: world.broker, monitor: world.monitor, name: "outbox")
        log.recordFault = { _ in
            random.chance(15) ? random.pick([.fail, .unknown(applied: true), .unknown(applied: false)]) : nil
        }
        let outbox = Outbox(log: log, waker: LaneWaker())
        var appended = [0, 0, 0, 0]
        /// What each append raised its partition's number to, in the order of the appends.
        var all: [(partition: Int, number: Int)] = []
        for round in 0..<300 {
            if round == 200 { log.recordFault = nil }
            for _ in 0..<(round < 200 ? Int.random(in: 0...3, using: &random) : 0) {
                let partition = Int.random(in: 0..<4, using: &random)
                appended[partition] += 1
                all.append((partition, appended[partition]))
                outbox.append(AppendRecord(partition: partition, value: Array("\(appended[partition])".utf8)))
            }
            if random.chance(60) || round >= 200 { outbox.flush() }
            world.clock.advance(to: world.clock.now + Int64.random(in: 0...4, using: &random))
            _ = world.agenda.run(dueAt: world.clock.now)
            guard round % 10 == 0 else { continue }
            // A checkpoint could be taken here: everything that is confirmed has been admitted.
            let marks = admitted(world)
            for append in all[..<Int(outbox.confirmed)] {
                #expect(append.number <= marks[append.partition], "seed \(seed), round \(round)")
            }
        }
        #expect(outbox.confirmed == UInt64(all.count) && outbox.appended == UInt64(all.count), "seed \(seed)")
        #expect(admitted(world) == appended, "seed \(seed)")
    }

    /// The mark of each partition for a receiver that admits exactly the next number.
    private func admitted(_ world: World) -> [Int] {
        (0..<4).map { partition in
            world.broker.texts(.events, partition).reduce(0) { Int($1)! == $0 + 1 ? $0 + 1 : $0 }
        }
    }

    @Test("A checkpoint waits until everything appended before it is confirmed")
    func checkpointWaits() throws {
        let definition = TestDefinitions.read(
            """
            sluice: 1
            workflow: broken
            version: 1
            steps:
              work: {task: work, with: 'input.missing.field'}
            """)
        let world = World()
        world.start(NodePlan(slots: [0], tasks: plan.tasks))
        world.deploy(definition)
        world.run(for: 4_000)
        // The payload cannot be computed, so the lane itself appends the attempt's failure; nobody hears of it for long.
        world.broker.settings.acknowledgeAfter = 6_000
        let before = world.broker.stores[0].position.next
        world.send(.start("a", of: "broken"))
        world.run(for: 5_000)
        #expect(world.broker.records(.events, 0).count > before + 1)
        #expect(world.broker.stores[0].position.next == before)
        world.run(for: 3_000)
        #expect(world.broker.stores[0].position.next == before + 2)
        #expect(try EndState(world.broker)["a"] == "a: sidelined, 0=sidelined#1, 0!sluice.transform")
    }

    @Test("A result that is never heard of is asked for again after a restart")
    func silence() throws {
        let world = World()
        let plan = NodePlan(
            slots: [0],
            tasks: [("work", TaskScript { [silent = Silent()] _, _ in silent.isFirst() ? .silence : .succeed("1") })])
        let node = world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_000)
        world.send(.start("a", of: "single"))
        world.run(for: 5_000)
        #expect(try EndState(world.broker)["a"] == "a: running, 0=pending#1")
        world.kill(node)
        #expect(world.settle(within: 5_000))
        #expect(try EndState(world.broker)["a"] == "a: succeeded, 0=done#1 1, purge/0")
        #expect(world.ledger.runs.values.map { $0 } == [2])
    }

    private final class Silent: Sendable {
        private let count = Mutex(0)
        func isFirst() -> Bool {
            count.withLock {
                $0 += 1
                return $0 == 1
            }
        }
    }
}
