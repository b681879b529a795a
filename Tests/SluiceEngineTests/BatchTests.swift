import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// What has time goes through the topic `batch`, and gets into `events` once, while there is room.
@Suite("Events of batch")
struct BatchTests {
    private static let shape = LogShape(partitions: 4, slots: 2)

    private static func plan(_ slots: [Int], delay: Int64 = 1) -> NodePlan {
        NodePlan(slots: slots, tasks: [("work", TaskScript(delay: delay) { _, _ in .succeed("1") })])
    }

    private static func ids(_ count: Int) -> [String] { (0..<count).map { "b\($0)" } }

    /// Thirty-six starts in packs, and one that another client wrote.
    private static func script(_ world: World) {
        world.deploy(TestDefinitions.single)
        let ids = ids(36)
        for (number, from) in stride(from: 0, to: 36, by: 12).enumerated() {
            world.after(2_500 + Int64(number) * 40) {
                world.batch(ids[from..<from + 12].map { .start($0, of: "single", input: "{}") })
            }
        }
        world.after(2_600) {
            world.broker.append(
                AppendRecord(
                    topic: .batch, partition: 1, key: Array("public".utf8),
                    headers: [RecordHeader("ce_type", Array("sluice.start.single".utf8))], value: Array("{}".utf8)))
        }
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

    private static func outcomes(_ world: World) -> [String] {
        (0..<shape.partitions).flatMap { world.broker.keys(.outcomes, $0) }
    }

    @Test("start their instances once, public and packed ones, and what was fed is deleted but for the last record")
    func starts() throws {
        let world = BatchTests.run()
        #expect(Set(BatchTests.outcomes(world)) == Set(BatchTests.ids(36) + ["public"]))
        #expect(BatchTests.outcomes(world).count == 37)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.fed } == 37)
        #expect((0..<4).allSatisfy { world.broker.records(.batch, $0).count == 1 })
        #expect((0..<4).allSatisfy { world.broker.texts(.deadLetters, $0).isEmpty })
        #expect(Oracle.check(world, BatchTests.plan([0, 1])) == [])
    }

    @Test(
        "start them once when a node crashes at the n-th call of the log, its effect applied or not",
        arguments: [PortFault.crash(applied: false), .crash(applied: true), .unknown(applied: true), .fail])
    func crashes(fault: PortFault) throws {
        let plain = BatchTests.run()
        let calls = plain.monitor.kinds.indices.filter { plain.monitor.kinds[$0].hasEffect }
        #expect(calls.count > 30)
        for index in calls {
            let world = BatchTests.run { $0.monitor.plan = { at, _ in at == index + 1 ? fault : nil } }
            let violations = Oracle.check(world, BatchTests.plan([0, 1]), cuts: [.oneCheckpoint])
            let outcomes = BatchTests.outcomes(world)
            let differs = try EndState(world.broker) != EndState(plain.broker)
            guard violations.isEmpty, outcomes.count == 37, !differs else {
                Issue.record("\(fault) at call \(index + 1): \(violations), \(outcomes.count) outcomes")
                return
            }
        }
    }

    @Test("are ignored from a feeder whose slot was taken, and that goes on beside the new one")
    func zombie() throws {
        let world = World(shape: BatchTests.shape)
        var plan = BatchTests.plan([0, 1])
        plan.laneSettings.batchEvents = 20
        let old = world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        // The log takes what it feeds and does not say so: it has fed what no checkpoint covers.
        world.broker.settings.acknowledgeAfter = 40
        for id in BatchTests.ids(80) { world.batch([.start(id, of: "single")]) }
        world.run(for: 20)
        old.isAsleep = true
        world.start(plan)
        world.run(for: 30)
        old.isAsleep = false
        for id in (80..<120).map({ "b\($0)" }) { world.batch([.start(id, of: "single")]) }
        #expect(world.settle(within: 10_000))
        #expect(old.faults.contains { if case .lost(let error) = $0 { error.code == .fenced } else { false } })
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.ignored } > 0)
        let outcomes = BatchTests.outcomes(world)
        #expect(outcomes.count == 120 && Set(outcomes).count == 120)
        // Each record was admitted once, whoever fed it.
        for partition in 0..<4 {
            let cell = try #require(world.broker.stores[partition].get(CellKey.partition))
            let state = try cell.withUnsafeBytes { try PartitionState(cell: $0) }
            let mark = try #require(state.mark(ofTopic: FedTopic.batch, partition: UInt32(partition)))
            #expect(FeedPlace(number: mark.mark - 1).offset == world.broker.records(.batch, partition).last?.offset)
        }
        #expect(Oracle.check(world, plan) == [])
    }

    @Test("are read again from the mark after a restart: what was applied is passed over within a record")
    func restart() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        var plan = BatchTests.plan([0])
        plan.laneSettings.batchEvents = 1
        let node = world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        world.batch(BatchTests.ids(50).map { .start($0, of: "single") })
        world.settle()
        let before = world.broker.records(.events, 0).count
        world.kill(node)
        world.run(for: 1_000)
        world.batch([.start("last", of: "single")])
        world.settle()
        #expect(BatchTests.outcomes1(world).count == 51)
        // The first record after the restart is not preceded by repeats of the pack before.
        let later = BatchTests.events(world, 0).dropFirst(before)
        #expect(later.filter { $0.contains("[feed") }.count == 1, "\(later)")
        #expect(later.contains { $0.contains("-1→256]") && $0.contains("start last") }, "\(later)")
        #expect(Oracle.check(world, plan) == [])
    }

    /// The records of a partition of `events`, as a trace tells them.
    private static func events(_ world: World, _ partition: Int) -> [String] {
        world.broker.records(.events, partition).map { _, batch in
            batch.withParts(of: batch.records[0]) { _, value, _ in
                EventText.describe(record: value.map { Array($0) } ?? [])
            }
        }
    }

    /// Entries of a record of `events` that were fed from `batch`.
    private static func entries(_ batch: RecordBatch) -> Int {
        batch.withParts(of: batch.records[0]) { _, value, _ in
            EventText.describe(record: value.map { Array($0) } ?? []).ranges(of: "[feed 1/").count
        }
    }

    private static func outcomes1(_ world: World) -> [String] { world.broker.keys(.outcomes, 0) }

    @Test(
        "wait while anything of the lane is not folded, or its pool is busy; no more of them go ahead than the settings say"
    )
    func room() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        var plan = BatchTests.plan([0], delay: 500)
        plan.laneSettings.batchEvents = 16
        plan.laneSettings.batchTasks = 40
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        var mostUnfolded: UInt64 = 0
        var mostTasks: UInt64 = 0
        var fedBehindUnread = 0
        var (fed, now, seen) = (0, 0, 0)
        world.onStep = { node in
            guard let lane = node.lane(0) else { return }
            let records = world.broker.records(.events, 0)
            for record in records[seen...] { now += BatchTests.entries(record.record) }
            seen = records.count
            let statistics = lane.statistics
            mostUnfolded = max(mostUnfolded, UInt64(now) - min(UInt64(now), statistics.fed))
            mostTasks = max(mostTasks, statistics.tasksInFlight)
            if now > fed, statistics.unread > 1 { fedBehindUnread += 1 }
            fed = now
        }
        for id in BatchTests.ids(100) { world.batch([.start(id, of: "single")]) }
        // Interactive work comes all the time.
        for number in 0..<50 {
            world.after(Int64(number) * 20) { world.send(.start("i\(number)", of: "single")) }
        }
        #expect(world.settle(within: 60_000, rounds: 100_000))
        #expect(BatchTests.outcomes1(world).count == 150)
        #expect(mostUnfolded <= 16)
        // Those that were fed before their tasks began, and the interactive ones, come on top.
        #expect(mostTasks >= 40 && mostTasks <= 40 + 16 + 26, "\(mostTasks)")
        #expect(fedBehindUnread == 0)
        #expect(Oracle.check(world, plan, cuts: [.oneCheckpoint]) == [])
    }

    @Test("take a sixteenth of their room for a second after each request of others, and all of it then")
    func share() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        var plan = BatchTests.plan([0], delay: 5)
        plan.laneSettings.batchEvents = 64
        let node = world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        var (fed, seen) = (0, 0)
        var most: UInt64 = 0
        world.onStep = { node in
            guard let lane = node.lane(0) else { return }
            let records = world.broker.records(.events, 0)
            for record in records[seen...] { fed += BatchTests.entries(record.record) }
            seen = records.count
            most = max(most, UInt64(fed) - min(UInt64(fed), lane.statistics.fed))
        }
        func batch(_ prefix: String) { for id in 0..<200 { world.batch([.start("\(prefix)\(id)", of: "single")]) } }
        for (number, event) in [ScriptedEvent.start("first", of: "single"), .signal("first", "go")].enumerated() {
            world.send(event)
            world.run(for: 900)
            batch("shared-\(number)-")
            world.run(for: 90)
            #expect(node.statistics.fed > UInt64(number) * 200)
        }
        #expect(most == 4)
        #expect(world.settle(within: 60_000, rounds: 100_000))
        world.run(for: 1_000)
        // Results of what runs are no requests.
        batch("alone-")
        #expect(world.settle(within: 60_000, rounds: 100_000))
        #expect(most == 64)
        #expect(BatchTests.outcomes1(world).count == 601)
    }

    @Test("go behind events that are unread, however many there are")
    func unread() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        var plan = BatchTests.plan([0])
        plan.laneSettings.pollBytes = 500
        world.start(plan)
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        for id in BatchTests.ids(20) { world.batch([.start(id, of: "single")]) }
        for number in 0..<100 { world.send(.start("i\(number)", of: "single")) }
        let last = world.broker.records(.events, 0).last!.offset
        var (early, fed, seen) = (0, 0, 0)
        world.onStep = { node in
            let records = world.broker.records(.events, 0)
            let now = records[seen...].reduce(0) { $0 + BatchTests.entries($1.record) }
            seen = records.count
            fed += now
            if now > 0, (node.lane(0)?.position(of: 0) ?? 0) <= last { early += 1 }
        }
        #expect(world.settle(within: 60_000, rounds: 100_000))
        #expect(fed == 20 && early == 0)
        #expect(BatchTests.outcomes1(world).count == 120)
    }

    @Test("that are neither starts nor signals are dead letters with their place, and the others go on")
    func refused() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        world.start(BatchTests.plan([0]))
        world.deploy(TestDefinitions.single)
        world.run(for: 2_500)
        world.broker.append(
            AppendRecord(
                topic: .batch, partition: 0,
                value: ScriptedEvent.pack([.start("a", of: "single"), .cancel("a"), .clock])))
        world.broker.append(
            AppendRecord(
                topic: .batch, partition: 0, key: Array("k".utf8),
                headers: [RecordHeader("ce_type", Array("order".utf8)), RecordHeader("h", Array("v".utf8))],
                value: Array("[1]".utf8)))
        world.batch([.start("b", of: "single")])
        world.settle()
        #expect(Set(BatchTests.outcomes1(world)) == ["a", "b"])
        let letters = world.broker.headers(.deadLetters, 0)
        #expect(letters.map { $0["sluice_source_offset"] } == ["0", "0", "1"])
        #expect(letters.allSatisfy { $0["sluice_kind"] == "refused" && $0["sluice_source_topic"] == "batch" })
        #expect(letters[0]["sluice_reason"]?.contains("batch takes starts and signals, and this is command") == true)
        #expect(letters[2]["sluice_reason"]?.hasPrefix("unknown type 'order'") == true)
        #expect(letters[2]["original_h"] == "v" && letters[2]["sluice_source_partition"] == "0")
        #expect(world.broker.texts(.deadLetters, 0)[2] == "[1]" && world.broker.keys(.deadLetters, 0)[2] == "k")
        #expect(Oracle.check(world, BatchTests.plan([0])) == [])
    }
}
