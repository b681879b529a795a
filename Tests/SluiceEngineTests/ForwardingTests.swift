import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// Producers that partition in another way: their events reach their instances over channels, once.
@Suite("Events on the wrong partition")
struct ForwardingTests {
    private static let shape = LogShape(partitions: 4, slots: 2)

    private static let waiting = TestDefinitions.read(
        """
        sluice: 1
        workflow: waiting
        version: 1
        steps:
          paid: {signal: paid}
          work: {task: work, inputs: [input, paid]}
        result: work
        """)

    private static func plan(_ slots: [Int]) -> NodePlan {
        NodePlan(
            slots: slots, tasks: [("work", TaskScript { _, inputs in .succeed("[\(inputs.joined(separator: ","))]") })])
    }

    private static func record(_ id: String, _ type: String, _ value: String, partition: Int) -> AppendRecord {
        let headers = [("ce_type", type), ("ce_id", "\(type) \(value)")]
        return AppendRecord(
            partition: partition, key: Array(id.utf8),
            headers: headers.map { RecordHeader($0.0, Array($0.1.utf8)) }, value: Array(value.utf8))
    }

    private static let ids = (0..<12).map { "order-\($0)" }

    /// Twelve instances, started and signaled anywhere but where they belong, twice, by public and by engine records.
    private static func script(_ world: World) {
        world.deploy(waiting)
        for (number, id) in ids.enumerated() {
            let home = world.broker.shape.partition(of: Array(id.utf8))
            let wrong = (home + 1 + number % 3) % 4
            world.after(2_500 + Int64(number)) {
                world.broker.append(record(id, "sluice.start.waiting", "\(number)", partition: wrong))
                world.send(.start(id, of: "waiting", input: "999"), partition: wrong)
            }
            world.after(3_000) {
                world.broker.append(record(id, "sluice.signal.paid", "\(number + 100)", partition: wrong))
                world.broker.append(record(id, "sluice.signal.paid", "\(number + 100)", partition: wrong))
                world.send(.signal(id, "paid", id: "late", data: "999"), partition: wrong)
            }
        }
    }

    /// What partitions sent each other, and what of it was admitted: the same.
    private static func channels(_ world: World) throws -> (sent: [String], received: [String]) {
        var (sent, received): ([String], [String]) = ([], [])
        for partition in 0..<4 {
            let cell = try #require(world.broker.stores[partition].get(CellKey.partition))
            let state = try cell.withUnsafeBytes { try PartitionState(cell: $0) }
            sent += state.sent.map { "\(partition) to \($0.partition): \($0.number)" }
            received += state.received.map { "\($0.partition) to \(partition): \($0.number)" }
        }
        return (sent.sorted(), received.sorted())
    }

    private static func run(seed: UInt64 = 1, prepare: (World) -> Void = { _ in }) -> World {
        let world = World(seed: seed, shape: shape)
        prepare(world)
        world.start(plan([0]))
        world.start(plan([1]))
        script(world)
        world.settle(within: 10_000)
        return world
    }

    @Test("reach their instances once, in their order, and are counted")
    func reach() throws {
        let world = ForwardingTests.run()
        let state = try EndState(world.broker)
        for (number, id) in ForwardingTests.ids.enumerated() {
            let line = try #require(state[id])
            #expect(line.contains("1=done#1 [\(number),\(number + 100)]"), "\(line)")
        }
        let misrouted = world.nodes.reduce(0) { $0 + $1.statistics.misrouted }
        #expect(misrouted == 12 * 5)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.gaps } == 0)
        let (sent, received) = try ForwardingTests.channels(world)
        #expect(sent.count > 4 && sent == received)
        #expect((0..<4).map { world.broker.texts(.outcomes, $0).count }.reduce(0, +) == 12)
        #expect((0..<4).allSatisfy { world.broker.texts(.deadLetters, $0).isEmpty })
        #expect(Oracle.check(world, ForwardingTests.plan([0, 1])) == [])
    }

    @Test("are packed: a record that holds many of them is not sent on one by one")
    func packed() throws {
        let world = World(shape: ForwardingTests.shape)
        world.start(ForwardingTests.plan([0, 1]))
        world.deploy(ForwardingTests.waiting)
        world.run(for: 2_500)
        let ids = (0..<2_000).map { "i\($0)" }.filter { world.broker.shape.partition(of: Array($0.utf8)) == 3 }.prefix(
            200)
        let before = world.broker.records(.events, 3).count
        world.send(record: ScriptedEvent.pack(ids.map { .start($0, of: "waiting") }), partition: 0)
        world.settle()
        #expect(try EndState(world.broker).lines.count == 200)
        #expect(world.broker.records(.events, 3).count == before + 1)
        #expect(Oracle.check(world, ForwardingTests.plan([0, 1])) == [])
    }

    @Test(
        "reach them once when a node crashes at the n-th call of the log, its effect applied or not",
        arguments: [PortFault.crash(applied: false), .crash(applied: true), .unknown(applied: true), .fail])
    func crashes(fault: PortFault) throws {
        let plain = ForwardingTests.run()
        try #require(plain.violations.list.isEmpty)
        let expected = try EndState(plain.broker)
        let calls = plain.monitor.kinds.indices.filter {
            plain.monitor.kinds[$0].hasEffect || fault == .crash(applied: false)
        }
        // Reads are many, and a crash in one is like one in the next.
        let numbers = calls.enumerated().filter { plain.monitor.kinds[$0.element].hasEffect || $0.offset % 17 == 0 }
        #expect(numbers.count > 30)
        for (_, index) in numbers {
            let world = ForwardingTests.run { $0.monitor.plan = { at, _ in at == index + 1 ? fault : nil } }
            let violations = Oracle.check(world, ForwardingTests.plan([0, 1]), cuts: [.oneCheckpoint])
            let state = try EndState(world.broker)
            let outcomes = (0..<4).map { world.broker.texts(.outcomes, $0).count }.reduce(0, +)
            let (sent, received) = try ForwardingTests.channels(world)
            guard violations.isEmpty, state == expected, outcomes == 12, sent == received else {
                Issue.record(
                    "\(fault) at call \(index + 1): \(violations), \(outcomes) outcomes\n\(state)\ninstead of\n\(expected)"
                )
                return
            }
        }
    }

    @Test("reach them once under many faults in a row", arguments: 0..<40)
    func faults(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var left = 15
        let world = ForwardingTests.run(seed: seed) { world in
            world.broker.settings.acknowledgeJitter = 20
            world.monitor.plan = { _, call in
                guard call.hasEffect, left > 0, random.chance(12) else { return nil }
                left -= 1
                let applied = random.chance(50)
                return random.pick([.crash(applied: applied), .fail, .unknown(applied: applied), .full])
            }
        }
        let state = try EndState(world.broker)
        for (number, id) in ForwardingTests.ids.enumerated() {
            #expect(state[id]?.contains("1=done#1 [\(number),\(number + 100)]") == true, "seed \(seed): \(state)")
        }
        #expect((0..<4).map { world.broker.texts(.outcomes, $0).count }.reduce(0, +) == 12, "seed \(seed)")
        let (sent, received) = try ForwardingTests.channels(world)
        #expect(sent == received, "seed \(seed)")
        #expect(Oracle.check(world, ForwardingTests.plan([0, 1]), cuts: [.oneCheckpoint]) == [], "seed \(seed)")
    }

    @Test("stop the fetching while the log takes none of them")
    func bounded() throws {
        let world = World(shape: ForwardingTests.shape)
        var plan = ForwardingTests.plan([0, 1])
        plan.laneSettings.dirtyBytes = 100_000
        plan.laneSettings.pollBytes = 20_000
        world.start(plan)
        world.deploy(ForwardingTests.waiting)
        world.run(for: 2_500)
        let ids = (0..<20_000).map { "i\($0)" }.filter { world.broker.shape.partition(of: Array($0.utf8)) == 3 }
        world.nodes[0].log.recordFault = { $0.partition == 3 ? .fail : nil }
        let input = "\"" + String(repeating: "x", count: 1_000) + "\""
        for id in ids.prefix(2_000) { world.send(.start(id, of: "waiting", input: input), partition: 0) }
        world.run(for: 500)
        // Of two megabytes no more than the bound and a poll are under way.
        #expect(world.nodes[0].statistics.misrouted < 300)
        world.nodes[0].log.recordFault = nil
        world.settle()
        #expect(try EndState(world.broker).lines.count == 2_000)
        #expect(Oracle.check(world, plan, cuts: [.oneCheckpoint]) == [])
    }

    @Test("that leave a hole in their channel are told of in the log")
    func gap() throws {
        let world = World()
        var plan = ForwardingTests.plan([0])
        let lines = LineCollector()
        plan.failures = FailureLog(lines)
        world.start(plan)
        world.deploy(ForwardingTests.waiting)
        world.run(for: 2_500)
        world.send(
            .start("a", of: "waiting", admission: .channel(source: 3, number: 2)),
            .start("b", of: "waiting", admission: .channel(source: 3, number: 1)))
        world.settle()
        #expect(try EndState(world.broker).lines.map { $0.prefix(1) } == ["b"])
        #expect(world.nodes[0].statistics.gaps == 1)
        #expect(lines.lines.contains { $0.contains("source=3") && $0.contains("number=2") }, "\(lines.lines)")
        #expect(Oracle.check(world, plan) == [])
    }
}
