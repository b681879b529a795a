import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

@Suite("What a lane appends")
struct AppendTests {
    private let plan = NodePlan(slots: [0, 1], tasks: [("work", TaskScript { _, _ in .succeed("1") })])

    @Test("An append that fails while the next succeeds is sent again with those behind it, in order", arguments: 0..<20)
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

    @Test("An outbox keeps order and leaves no hole, whatever outcomes say and in whatever order", arguments: 0..<200)
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
        var next = 0
        for round in 0..<400 {
            if round == 300 { log.recordFault = nil }
            if round < 300 {
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    outbox.append(AppendRecord(partition: Int.random(in: 0..<4, using: &random), value: Array("\(next)".utf8)))
                    next += 1
                }
            }
            if random.chance(60) || round >= 300 { outbox.flush() }
            world.clock.advance(to: world.clock.now + Int64.random(in: 0...4, using: &random))
            _ = world.agenda.run(dueAt: world.clock.now)
            // Whatever is confirmed is there, and everything before it.
            for number in 0..<Int(outbox.confirmed) where round % 20 == 0 {
                #expect((0..<4).contains { world.broker.texts(.events, $0).contains("\(number)") }, "seed \(seed)")
            }
        }
        #expect(outbox.confirmed == UInt64(next) && outbox.appended == UInt64(next), "seed \(seed)")
        for partition in 0..<4 {
            var highest = -1
            for text in world.broker.texts(.events, partition) { if Int(text)! > highest { highest = Int(text)! } }
            // First appearances are in order.
            var seen = Set<String>()
            let firsts = world.broker.texts(.events, partition).filter { seen.insert($0).inserted }.map { Int($0)! }
            _ = highest
            #expect(Set(firsts).count == firsts.count)
        }
    }

    @Test("A checkpoint waits until everything appended before it is confirmed")
    func checkpointWaits() throws {
        let world = World(shape: LogShape(partitions: 2, slots: 1))
        let node = world.start(NodePlan(slots: [0], tasks: plan.tasks))
        world.deploy(TestDefinitions.order)
        #expect(world.settle(within: 2_000))
        // The expression of `check` fails, so the lane itself appends the attempt's failure.
        world.broker.settings.acknowledgeAfter = 5_000
        world.send(.start("a", of: "order", input: "{\"id\":\"a\"}"))
        _ = node
        let before = world.broker.stores.map(\.position.next)
        world.run(for: 900)
        world.broker.settings.acknowledgeAfter = 1
        #expect(world.settle())
        #expect(world.broker.stores.map(\.position.next) != before)
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
