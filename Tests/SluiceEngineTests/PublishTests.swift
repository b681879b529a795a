import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

@Suite("Records that workflows publish")
struct PublishTests {
    private static let definition = TestDefinitions.read(
        """
        sluice: 1
        workflow: order
        version: 1
        retention: 1h
        steps:
          started: {publish: orders.started, key: input.customer, headers: {region: input.region}}
          charge: {task: charge}
          told: {publish: orders.told, with: charge, delivery: at least once}
          paid: {publish: orders.paid, with: '{"charge": charge}', type: com.shop.paid, after: [told]}
          lost: {publish: orders.nowhere, after: [charge]}
          gone: {publish: orders.nowhere, after: [charge], delivery: at least once}
        """)

    private static var plan: NodePlan {
        NodePlan(slots: [0, 1], tasks: [("charge", TaskScript { _, inputs in .succeed(inputs[0]) })])
    }

    private static let ids = (0..<8).map { "o-\($0)" }

    private static func run(prepare: (World) -> Void = { _ in }) -> World {
        let world = World(shape: LogShape(partitions: 2, slots: 2))
        world.broker.settings.refusedTopics = ["orders.nowhere"]
        prepare(world)
        world.start(plan)
        world.deploy(definition)
        world.after(2_500) {
            for id in ids { world.send(.start(id, of: "order", input: #"{"customer":"c","region":"eu"}"#)) }
        }
        world.settle(within: 10_000)
        return world
    }

    /// `topic key id` of each record, sorted.
    private static func records(_ world: World, _ topic: LogTopic) -> [String] {
        (0..<2).flatMap { partition in
            zip(world.broker.headers(topic, partition), world.broker.keys(topic, partition)).map { headers, key in
                "\(headers["sluice_topic"] ?? "") \(key) \(headers["ce_id"] ?? "")"
            }
        }.sorted()
    }

    @Test("are CloudEvents, in the checkpoint that covers their step or at once")
    func published() throws {
        let world = PublishTests.run()
        let partition = world.broker.shape.partition(of: Array("o-0".utf8))
        let headers = try #require(
            world.broker.headers(.published, partition).first {
                $0["ce_subject"] == "o-0" && $0["ce_type"] == "order.started"
            })
        let time = try #require(headers["ce_time"])
        #expect(headers["sluice_topic"] == "orders.started" && headers["region"] == "eu")
        #expect(headers["ce_specversion"] == "1.0" && headers["ce_source"] == "sluice/order")
        #expect(headers["content-type"] == "application/json" && time.hasSuffix("Z"))
        #expect(headers["ce_id"]?.hasPrefix("o-0/") == true && headers["ce_id"]?.hasSuffix("/0/0") == true)
        let exactly = PublishTests.records(world, .published)
        #expect(exactly.count == 16 && Set(exactly).count == 16)
        #expect(exactly.count { $0.hasPrefix("orders.started c ") } == 8)
        #expect(exactly.count { $0.hasPrefix("orders.paid o-") } == 8)
        #expect(PublishTests.records(world, .announced).count { $0.hasPrefix("orders.told o-") } == 8)
        #expect(world.nodes[0].statistics.published == 40)
        #expect(Oracle.check(world, PublishTests.plan) == [])
    }

    @Test("that no topic takes are dead letters, and the instance goes on")
    func undelivered() throws {
        let world = PublishTests.run()
        #expect(try EndState(world.broker).lines.allSatisfy { $0.contains(": succeeded") })
        let letters = (0..<2).flatMap { world.broker.headers(.deadLetters, $0) }
        #expect(letters.count == 16)
        #expect(Set(letters.compactMap { $0["ce_id"] }).count == 16)
        for letter in letters {
            #expect(letter["sluice_kind"] == "published" && letter["sluice_topic"] == "orders.nowhere")
            #expect(letter["ce_id"] == (letter["original_ce_id"] ?? "") + "/undelivered")
            #expect(letter["sluice_reason"] == "the script's topic takes nothing")
        }
        #expect(world.nodes[0].statistics.undelivered == 8)
    }

    @Test(
        "exactly once are there once, and at least once at least once, when a node crashes at the n-th call of the log",
        arguments: [
            PortFault.crash(applied: false), .crash(applied: true), .unknown(applied: true), .unknown(applied: false),
            .fail,
        ])
    func crashes(fault: PortFault) throws {
        let plain = PublishTests.run()
        try #require(plain.violations.list.isEmpty)
        let expected = PublishTests.records(plain, .published)
        let announced = PublishTests.records(plain, .announced)
        let letters = (0..<2).flatMap { plain.broker.headers(.deadLetters, $0) }.compactMap { $0["ce_id"] }.sorted()
        var repeats = 0
        let calls = plain.monitor.kinds.indices.filter {
            plain.monitor.kinds[$0].hasEffect || fault == .crash(applied: false)
        }
        for index in calls where plain.monitor.kinds[index].hasEffect || index % 11 == 0 {
            let world = PublishTests.run { $0.monitor.plan = { at, _ in at == index + 1 ? fault : nil } }
            let violations = Oracle.check(world, PublishTests.plan, cuts: [.oneCheckpoint])
            let found = PublishTests.records(world, .published)
            let told = PublishTests.records(world, .announced)
            repeats += told.count - announced.count
            let buried = (0..<2).flatMap { world.broker.headers(.deadLetters, $0) }.compactMap { $0["ce_id"] }.sorted()
            guard violations.isEmpty, names(found) == names(expected), Set(names(told)) == Set(names(announced)),
                names(buried) == names(letters)
            else {
                Issue.record(
                    "\(fault) at call \(index + 1) (\(plain.monitor.kinds[index])): \(violations)\n\(found)\n\(told)\n\(buried)"
                )
                return
            }
        }
        if fault != .fail { #expect(repeats > 0, "nothing was ever announced twice: the faults fell nowhere") }
    }

    /// Without the position of the start, which faults may move.
    private func names(_ records: [String]) -> [String] {
        records.map { record in
            var parts = record.split(separator: "/", omittingEmptySubsequences: false)
            parts.remove(at: 1)
            return parts.joined(separator: "/")
        }.sorted()
    }

    @Test("wait for the checkpoint no longer than outcomes do")
    func latency() throws {
        let world = World()
        world.start(NodePlan(slots: [0]))
        world.deploy(
            TestDefinitions.read(
                """
                sluice: 1
                workflow: waiting
                version: 1
                steps:
                  first: {signal: first}
                  told: {publish: told, with: first}
                  second: {signal: second}
                """))
        world.run(for: 5_000)
        world.send(.start("a", of: "waiting"))
        world.run(for: 5_000)
        let sent = world.clock.now
        world.send(.signal("a", "first"))
        while world.broker.texts(.published, 0).isEmpty, world.clock.now < sent + 5_000 { world.run(for: 1) }
        #expect(world.clock.now - sent <= 120, "\(world.clock.now - sent) ms")
    }
}
