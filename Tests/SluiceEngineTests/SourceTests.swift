import SluiceEngine
import SluiceExpressions
import SluiceKernel
import SluiceTestKit
import Testing

/// Topics of others whose records start and signal instances.
@Suite("Records of a source")
struct SourceTests {
    private static let shape = LogShape(partitions: 4, slots: 2)
    private static let topic = "shop.orders"

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

    /// Orders start, payments signal, and what is neither is passed over.
    private static func source() throws -> Source {
        let rules = [
            SourceRule(
                topic: topic, target: .start(workflow: "waiting", version: 0),
                id: try SourceExpression("value.id", role: .id),
                condition: try SourceExpression("value.kind == 'order'", role: .condition),
                data: try SourceExpression("value.total", role: .data)),
            SourceRule(
                topic: topic, target: .signal("paid"),
                condition: try SourceExpression("value.kind == 'payment'", role: .condition),
                data: try SourceExpression("value.by", role: .data)),
        ]
        return Source(topic: topic, mapper: SourceMapper(rules))
    }

    private static func plan(_ slots: [Int]) throws -> NodePlan {
        var plan = NodePlan(
            slots: slots, tasks: [("work", TaskScript { _, inputs in .succeed("[\(inputs.joined(separator: ","))]") })])
        plan.laneSettings.sources = [try source()]
        return plan
    }

    private static func order(_ world: World, _ number: Int, partition: Int) {
        world.broker.append(
            source: topic, partition, key: "", "{\"kind\":\"order\",\"id\":\"o\(number)\",\"total\":\(number)}")
    }

    private static func payment(_ world: World, _ number: Int, partition: Int) {
        world.broker.append(
            source: topic, partition, key: "o\(number)", "{\"kind\":\"payment\",\"by\":\(number + 1000)}")
    }

    /// Fifteen orders and their payments in three partitions, with records between them that mean nothing.
    private static func script(_ world: World) {
        world.broker.make(source: topic, partitions: 3)
        world.deploy(waiting)
        for number in 0..<15 {
            world.after(2_500 + Int64(number)) {
                order(world, number, partition: number % 3)
                world.broker.append(source: topic, number % 3, key: "x", "{\"kind\":\"noise\"}")
                payment(world, number, partition: number % 3)
            }
        }
    }

    private static func run(seed: UInt64 = 1, prepare: (World) -> Void = { _ in }) throws -> World {
        let world = World(seed: seed, shape: shape)
        prepare(world)
        world.start(try plan([0]))
        world.start(try plan([1]))
        script(world)
        world.settle(within: 10_000)
        return world
    }

    private static func check(_ world: World, _ numbers: Range<Int> = 0..<15) throws -> String? {
        let state = try EndState(world.broker)
        for number in numbers {
            let line = state["o\(number)"] ?? "no o\(number)"
            if !line.contains("1=done#1 [\(number),\(number + 1000)]") { return line }
        }
        let outcomes = (0..<4).map { world.broker.texts(.outcomes, $0).count }.reduce(0, +)
        if outcomes != numbers.count { return "\(outcomes) outcomes" }
        let violations = Oracle.check(world, try plan([0, 1]), cuts: [.oneCheckpoint])
        return violations.isEmpty ? nil : "\(violations)"
    }

    private static func marks(_ world: World) throws -> [PartitionState.FeedMark] {
        try (0..<4).flatMap { try marks(world, of: $0) }
    }

    /// Those in one partition of `events`.
    private static func marks(_ world: World, of partition: Int) throws -> [PartitionState.FeedMark] {
        let cell = try #require(world.broker.stores[partition].get(CellKey.partition))
        return try cell.withUnsafeBytes { try PartitionState(cell: $0) }.feeds
            .filter { $0.topic == FedTopic.source(topic) }
    }

    @Test("start and signal once, whichever partition they belong to, and none is counted as misrouted")
    func mapped() throws {
        let world = try SourceTests.run()
        #expect(try SourceTests.check(world) == nil)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.fed } == 30)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.misrouted } == 0)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.sourceLag } == 0)
        // One mark for each partition of the source, where it is fed, and nowhere else.
        let marks = try SourceTests.marks(world)
        #expect(marks.map(\.partition) == [0, 1, 2])
        for partition in 0..<4 {
            let own = try SourceTests.marks(world, of: partition).map(\.partition)
            #expect(own == (partition < 3 ? [UInt32(partition)] : []), "partition \(partition) of events")
        }
        #expect(marks.allSatisfy { $0.incarnation == 0 && FeedPlace(number: $0.mark - 1).offset == 14 })
    }

    @Test(
        "do so once when a node crashes at the n-th call of the log, its effect applied or not",
        arguments: [PortFault.crash(applied: false), .crash(applied: true), .unknown(applied: true), .fail])
    func crashes(fault: PortFault) throws {
        let plain = try SourceTests.run()
        let calls = plain.monitor.kinds.indices.filter { plain.monitor.kinds[$0].hasEffect }
        #expect(calls.count > 30)
        for index in calls {
            let world = try SourceTests.run { $0.monitor.plan = { at, _ in at == index + 1 ? fault : nil } }
            guard let problem = try SourceTests.check(world) else { continue }
            Issue.record("\(fault) at call \(index + 1): \(problem)")
            return
        }
    }

    @Test("do so once under many faults in a row", arguments: 0..<20)
    func faults(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var left = 15
        let world = try SourceTests.run(seed: seed) { world in
            world.broker.settings.acknowledgeJitter = 20
            world.monitor.plan = { _, call in
                guard call.hasEffect, left > 0, random.chance(12) else { return nil }
                left -= 1
                let applied = random.chance(50)
                return random.pick([.crash(applied: applied), .fail, .unknown(applied: applied), .full])
            }
        }
        #expect(try SourceTests.check(world) == nil, "seed \(seed)")
    }

    @Test("are decided once: a feeder of other rules beside this one, whose slot was taken, doubles and loses none")
    func otherRules() throws {
        let world = World(shape: SourceTests.shape)
        world.broker.make(source: SourceTests.topic, partitions: 3)
        world.deploy(SourceTests.waiting)
        // It starts other instances from the same records.
        var older = try SourceTests.plan([0, 1])
        let rule = SourceRule(
            topic: SourceTests.topic, target: .start(workflow: "waiting", version: 0),
            id: try SourceExpression("'old-' + string(offset) + '-' + string(partition)", role: .id))
        older.laneSettings.sources = [Source(topic: SourceTests.topic, mapper: SourceMapper([rule]))]
        let old = world.start(older)
        world.run(for: 2_500)
        world.broker.settings.acknowledgeAfter = 40
        for number in 0..<60 { SourceTests.order(world, number, partition: number % 3) }
        world.run(for: 10)
        old.isAsleep = true
        world.start(try SourceTests.plan([0, 1]))
        world.run(for: 100)
        old.isAsleep = false
        for number in 60..<120 { SourceTests.order(world, number, partition: number % 3) }
        world.run(for: 10_000)
        #expect(old.faults.count >= 1)
        for number in 120..<150 { SourceTests.order(world, number, partition: number % 3) }
        // Until a checkpoint has them.
        world.run(for: 5_000)
        let ids = try EndState(world.broker).lines.map { String($0.prefix { $0 != ":" }) }
        #expect(ids.count == 150 && Set(ids).count == 150)
        #expect(ids.contains { $0.hasPrefix("old-") } && ids.contains { $0.hasPrefix("o") && !$0.hasPrefix("old") })
        #expect(world.violations.list == [])
    }

    enum Absence: CaseIterable { case seen, unseen, ofTheNode }

    @Test(
        "of a topic that was deleted and made again are new ones, noticed while the node runs, however short, or after",
        arguments: Absence.allCases)
    func madeAgain(absence: Absence) throws {
        let whileAway = absence == .ofTheNode
        let world = World(shape: SourceTests.shape)
        var plan = try SourceTests.plan([0, 1])
        let lines = LineCollector()
        plan.failures = FailureLog(lines)
        let node = world.start(plan)
        SourceTests.script(world)
        #expect(world.settle(within: 10_000))
        if whileAway {
            world.restartAfter = nil
            world.kill(node)
            world.run(for: 100)
        }
        world.broker.delete(source: SourceTests.topic)
        if absence == .seen { world.run(for: 2_000) }
        world.broker.make(source: SourceTests.topic, partitions: 3)
        // More than before in one partition, as many in the next, and none in the last.
        for number in 15..<75 { SourceTests.order(world, number, partition: number % 4 == 0 ? 1 : 0) }
        for number in 15..<75 { SourceTests.payment(world, number, partition: number % 4 == 0 ? 1 : 0) }
        if whileAway { world.start(plan) }
        world.run(for: 3_000)
        #expect(world.settle(within: 10_000))
        #expect(try SourceTests.check(world, 0..<75) == nil)
        let marks = try SourceTests.marks(world)
        // The mark rises with a record of the new one, and the last has none.
        #expect(marks.map(\.incarnation) == [1, 1, 0])
        let alarms = lines.lines.filter { $0.contains("made again") && $0.contains("topic=\(SourceTests.topic)") }
        #expect(alarms.count == 3, "\(lines.lines)")
        #expect(alarms.allSatisfy { $0.contains("delete a source only when its lag is 0") })
        #expect(alarms.allSatisfy { $0.contains("perhaps twice") != whileAway }, "\(alarms)")
    }

    /// A topic, and a node with one lane that feeds it and has nothing else to do.
    private static func oneLane(
        partitions: Int = 1, _ change: (inout NodePlan) -> Void = { _ in }
    ) throws -> (world: World, node: ScriptedNode) {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        var plan = try plan([0])
        change(&plan)
        world.broker.make(source: topic, partitions: partitions)
        let node = world.start(plan)
        world.deploy(waiting)
        world.run(for: 2_500)
        return (world, node)
    }

    @Test("of a topic that was made again have room, however many of the old one were under way")
    func roomMadeAgain() throws {
        let (world, _) = try SourceTests.oneLane { $0.laneSettings.sourceEvents = 50 }
        for number in 0..<40 { SourceTests.order(world, number, partition: 0) }
        #expect(world.settle(within: 10_000))
        let before = SourceTests.fed(world)
        world.broker.settings.visibleAfter = 500
        for number in 40..<70 { SourceTests.order(world, number, partition: 0) }
        world.run(for: 50)
        #expect(SourceTests.fed(world) == before + 30)
        world.broker.delete(source: SourceTests.topic)
        world.broker.make(source: SourceTests.topic, partitions: 1)
        for number in 70..<100 { SourceTests.order(world, number, partition: 0) }
        #expect(world.settle(within: 10_000))
        let state = try EndState(world.broker)
        for number in 0..<100 { #expect(state["o\(number)"] != nil, "\(number)") }
        #expect(state.lines.count == 100)
    }

    @Test("are fed anew by a feeder that learns from another one that the topic was made again")
    func toldByAnother() throws {
        let (world, _) = try SourceTests.oneLane()
        for number in 0..<10 { SourceTests.order(world, number, partition: 0) }
        #expect(world.settle(within: 10_000))
        // What a feeder beside this one appends that has seen another topic, of which this is the first record.
        let first = try #require(try SourceTests.marks(world, of: 0).first)
        let source = FedTopic.source(SourceTests.topic)
        let feed = Admission.Feed(
            topic: source, incarnation: 1, partition: 0, previous: -1, offset: FeedPlace(offset: 9, entry: 0).number,
            hash: first.hash)
        let start = ScriptedEvent.start("other", of: "waiting", admission: .feed(feed))
        world.broker.append(AppendRecord(partition: 0, value: ScriptedEvent.pack([start])))
        world.run(for: 1_000)
        for number in 10..<20 { SourceTests.order(world, number, partition: 0) }
        #expect(world.settle(within: 10_000))
        let state = try EndState(world.broker)
        for number in 10..<20 { #expect(state["o\(number)"] != nil, "\(number)") }
        #expect(state["other"] != nil && state.lines.count == 21)
        #expect(try SourceTests.marks(world, of: 0).map(\.incarnation) == [1])
    }

    @Test("go on where a restart found them although the last one that was applied was deleted by retention")
    func trimmed() throws {
        let world = World(shape: SourceTests.shape)
        var plan = try SourceTests.plan([0, 1])
        let lines = LineCollector()
        plan.failures = FailureLog(lines)
        let node = world.start(plan)
        SourceTests.script(world)
        #expect(world.settle(within: 10_000))
        world.restartAfter = nil
        world.kill(node)
        world.run(for: 100)
        for partition in 0..<3 { world.broker.trim(source: SourceTests.topic, partition, below: 15) }
        for number in 15..<75 { SourceTests.order(world, number, partition: number % 3) }
        // All twenty of these are gone before anybody read them.
        world.broker.trim(source: SourceTests.topic, 2, below: 35)
        for number in 15..<75 { SourceTests.payment(world, number, partition: 0) }
        world.start(plan)
        #expect(world.settle(within: 10_000))
        let state = try EndState(world.broker)
        for number in 15..<75 {
            let line = state["o\(number)"] ?? ""
            #expect(line.contains(number % 3 == 2 ? "waits with" : "1=done#1"), "\(line)")
        }
        #expect(try SourceTests.marks(world).allSatisfy { $0.incarnation == 0 })
        #expect(
            lines.lines.filter { $0.contains("deleted before they were fed") }.count == 1
                && lines.lines.contains { $0.contains("from=15") && $0.contains("to=34") }, "\(lines.lines)")
    }

    @Test("of partitions that the topic gets later are fed too")
    func grown() throws {
        let world = try SourceTests.run()
        world.broker.grow(source: SourceTests.topic, to: 9)
        for number in 15..<60 { SourceTests.order(world, number, partition: number % 9) }
        for number in 15..<60 { SourceTests.payment(world, number, partition: number % 9) }
        #expect(world.settle(within: 10_000))
        #expect(try SourceTests.check(world, 0..<60) == nil)
        #expect(try SourceTests.marks(world).count == 9)
    }

    @Test("that mean nothing move the mark: a restart does not read them again")
    func passedOver() throws {
        let (world, node) = try SourceTests.oneLane()
        for _ in 0..<500 { world.broker.append(source: SourceTests.topic, 0, key: "x", "{\"kind\":\"noise\"}") }
        world.run(for: 3_000)
        #expect(try SourceTests.marks(world, of: 0).map { FeedPlace(number: $0.mark - 1).offset } == [499])
        world.kill(node)
        world.run(for: 2_000)
        let before = world.broker.records(.events, 0).count
        SourceTests.order(world, 1, partition: 0)
        world.settle()
        #expect(try EndState(world.broker)["o1"] != nil)
        #expect(world.broker.records(.events, 0).count == before + 1)
    }

    @Test("that a restart finds in the log, and no checkpoint has, are not fed again: it folds to the log's end first")
    func uncovered() throws {
        // It folds them in many rounds.
        let (world, node) = try SourceTests.oneLane { $0.laneSettings.pollBytes = 100 }
        // Definitions are fed, too.
        let before = SourceTests.fed(world)
        for number in 0..<40 {
            world.after(Int64(number) * 3) { SourceTests.order(world, number, partition: 0) }
        }
        world.run(for: 150)
        let end = world.broker.records(.events, 0).last!.offset + 1
        #expect(world.broker.stores[0].position.next < end && SourceTests.fed(world) == before + 40)
        world.kill(node)
        for number in 40..<50 { SourceTests.order(world, number, partition: 0) }
        world.settle(within: 10_000)
        #expect(try EndState(world.broker).lines.count == 50)
        #expect(world.nodes.reduce(0) { $0 + $1.statistics.ignored } == 0)
        #expect(SourceTests.fed(world) == before + 50)
    }

    @Test("that do not map are dead letters with the reason, their place, key and headers, once, and the others go on")
    func refused() throws {
        let plan = try SourceTests.plan([0])
        let (world, node) = try SourceTests.oneLane()
        let topic = SourceTests.topic
        world.broker.append(source: topic, 0, key: "k", "{broken", headers: [("trace", "t-1")])
        world.broker.append(source: topic, 0, key: "k", "{\"kind\":\"order\"}")
        world.broker.append(source: topic, 0, key: "k", "{\"kind\":\"order\",\"id\":[1],\"total\":1}")
        world.broker.append(source: topic, 0, key: "", "{\"kind\":\"payment\",\"by\":1}")
        world.broker.append(source: topic, 0, key: "k", nil)
        world.broker.append(
            source: topic, 0, key: "k",
            "{\"kind\":\"order\",\"id\":\"large\",\"total\":\"\(String(repeating: "x", count: 1_000_000))\"}")
        SourceTests.order(world, 1, partition: 0)
        world.run(for: 20)
        world.kill(node)
        world.run(for: 3_000)
        world.settle()
        #expect(try EndState(world.broker).lines.count == 1)
        let letters = world.broker.headers(.deadLetters, 0)
        let reasons = letters.map { $0["sluice_reason"] ?? "" }
        try #require(letters.count == 6, "\(reasons)")
        #expect(reasons[0].hasPrefix("the value is not JSON"))
        #expect(reasons[1].contains("value.id") && reasons[1].contains("id"))
        #expect(reasons[2].contains("expected text or a whole number"))
        #expect(reasons[3] == "the record has no key")
        #expect(reasons[4].hasPrefix("value.kind == 'order'"))
        #expect(reasons[5].contains("bytes; at most 1000000 fit into a record"))
        #expect(letters.map { $0["sluice_source_offset"] } == ["0", "1", "2", "3", "4", "5"])
        #expect(letters.allSatisfy { $0["sluice_source_topic"] == topic && $0["sluice_source_partition"] == "0" })
        #expect(letters[0]["original_trace"] == "t-1")
        #expect(world.broker.texts(.deadLetters, 0)[0] == "{broken" && world.broker.keys(.deadLetters, 0)[0] == "k")
        #expect(Oracle.check(world, plan) == [])
    }

    /// Entries of partition 0 of `events` that were fed.
    private static func fed(_ world: World) -> Int {
        world.broker.records(.events, 0).reduce(0) { $0 + entries($1.record) }
    }

    private static func entries(_ batch: RecordBatch) -> Int {
        batch.withParts(of: batch.records[0]) { _, value, _ in
            EventText.describe(record: value.map { Array($0) } ?? []).ranges(of: "[feed").count
        }
    }

    @Test("are no more than so many ahead of what is folded, however many wait")
    func bounded() throws {
        let (world, _) = try SourceTests.oneLane(partitions: 2) { $0.laneSettings.sourceEvents = 50 }
        world.broker.settings.visibleAfter = 5
        for number in 0..<400 { SourceTests.order(world, number, partition: number % 2) }
        var most = 0
        world.onStep = { node in
            let folded = node.lane(0)?.position(of: 0) ?? 0
            let ahead = world.broker.records(.events, 0).filter { $0.offset >= folded }.map(\.record)
            most = max(most, ahead.reduce(0) { $0 + SourceTests.entries($1) })
        }
        #expect(world.settle(rounds: 200_000))
        #expect(try EndState(world.broker).lines.count == 400)
        // Each record of events holds several.
        #expect(most > 0 && most <= 50)
        // And the partitions take turns.
        let partitions = world.broker.records(.events, 0).flatMap { SourceTests.fedFrom($0.record) }
        #expect(partitions.count == 400)
        for start in [0, 200] {
            #expect(Set(partitions[start..<start + 200]).count == 2, "from \(start) on: \(partitions)")
        }
    }

    /// The partitions of the source whose records an entry of `events` holds, in order.
    private static func fedFrom(_ batch: RecordBatch) -> [Character] {
        batch.withParts(of: batch.records[0]) { _, value, _ in
            EventText.describe(record: value.map { Array($0) } ?? [])
                .split(separator: "[feed \(FedTopic.source(topic))/", omittingEmptySubsequences: false)
                .dropFirst().compactMap(\.first)
        }
    }

    @Test("that are large are fed in records that the log takes")
    func large() throws {
        let world = World(shape: LogShape(partitions: 1, slots: 1))
        world.broker.make(source: SourceTests.topic, partitions: 1)
        world.start(try SourceTests.plan([0]))
        world.deploy(SourceTests.waiting)
        world.run(for: 2_500)
        let text = String(repeating: "x", count: 100_000)
        for number in 0..<12 {
            world.broker.append(
                source: SourceTests.topic, 0, key: "", #"{"kind":"order","id":"o\#(number)","total":"\#(text)"}"#)
        }
        #expect(world.settle(within: 10_000))
        #expect(try EndState(world.broker).lines.count == 12)
        let sizes = world.broker.records(.events, 0).map { $0.record.byteCount }
        #expect(sizes.max()! > 200_000 && sizes.max()! < 300_000, "\(sizes)")
    }
}
