import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

extension OnBroker {
    /// Topic, state, topic: records of a source, some of them in transactions, some of those aborted, and a node that is killed
    /// while it feeds them.
    @Test(.timeLimit(.minutes(4)))
    func `a node killed while it feeds a source loses and doubles nothing, end to end`() async throws {
        let kills = 5
        let orders = 6_000
        var random = SeededRandom(seed: KilledNode.seed())
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "source-kill-\(getpid())",
            shape: LogShape(partitions: 4, slots: 2))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        let source = try SourceWriter(log)
        defer { source.close() }
        let (topic, told) = ("\(settings.application).orders", "\(settings.application).told")
        try source.make(topic, partitions: 3)
        try source.make(told, partitions: 2)
        try source.make("\(settings.application).hinted", partitions: 1)
        var node = try KilledNode(settings)
        defer { node.end() }
        try await whenDeployed(["tell"], Client(log: log))

        let duration: Int64 = 20_000_000
        let began = Clock.monotonic()
        node.plan(kills: kills, within: duration, &random)
        var (written, bad, killedMidway) = (0, 0, 0)
        let audit = Audit(settings: settings)
        while written < orders || node.isAwaited {
            let elapsed = Clock.monotonic() - began
            let due = min(orders, Int(Int64(orders) * elapsed / duration))
            while written < due {
                let order = "{\"kind\":\"order\",\"id\":\"o-\(written)\"}"
                if written % 1_000 == 500 {
                    try source.writeAsOne([(topic, 1, "t", order)], commits: true)
                    try source.writeAsOne(
                        [(topic, 1, "t", "{\"kind\":\"order\",\"id\":\"aborted-\(written)\"}")], commits: false)
                } else {
                    try source.write(topic, Int.random(in: 0..<3, using: &random), key: "k", order)
                }
                if written % 100 == 0 {
                    try source.write(
                        topic, written / 100 % 3, key: "bad-\(written)", "{",
                        headers: [
                            RecordHeader("trace", Array("\(written)".utf8))
                        ])
                    bad += 1
                }
                if written % 10 == 0 { try source.write(topic, written % 3, key: "n", "{\"kind\":\"noise\"}") }
                written += 1
            }
            let before = node.kills
            try node.killIfDue(elapsed)
            if node.kills > before, try audit.outcomes().count < written { killedMidway += 1 }
            try await Task.sleep(for: .milliseconds(10))
            try #require(elapsed < 4 * duration)
        }
        try source.flush()
        var counts: [String: Int] = [:]
        let deadline = Clock.monotonic() + 90_000_000
        while counts.count < orders && Clock.monotonic() < deadline {
            try await Task.sleep(for: .milliseconds(500))
            counts = try audit.outcomes()
        }
        // What would be doubled has time to appear.
        try await Task.sleep(for: .seconds(3))
        counts = try audit.outcomes()
        let published = try audit.published(told, partitions: 2)
        let lost = (0..<orders).count { counts["o-\($0)"] == nil }
        let doubled = counts.values.count { $0 > 1 } + published.values.count { $0 > 1 }
        #expect(lost == 0 && doubled == 0 && counts.count == orders)
        #expect(published.count == orders)
        #expect(killedMidway > 0)
        var letters: [String: Int] = [:]
        try audit.read(settings.name(of: .deadLetters)) { _, key, value, headers in
            let named = Dictionary(headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }) { $1 }
            guard value == Array("{".utf8), named["sluice_source_topic"] == topic, named["original_trace"] != nil else {
                return letters["stranger", default: 0] += 1
            }
            letters[String(decoding: key, as: UTF8.self), default: 0] += 1
        }
        #expect(letters.count == bad && letters.values.allSatisfy { $0 == 1 } && letters["stranger"] == nil)
        for (partition, sum) in try audit.sums().enumerated() {
            #expect(sum.hash == sum.position.hash, "checkpoints of partition \(partition)")
        }
        print(
            "kills=\(node.kills) midway=\(killedMidway) orders=\(orders) published=\(published.count) "
                + "dead_letters=\(letters.count) lost=\(lost) doubled=\(doubled)")
    }

    @Test(.timeLimit(.minutes(2)))
    func `a source that was deleted and made again, or got more partitions, is noticed`() throws {
        let log = try connect("source-again", partitions: 2)
        let told = RecordingLog()
        let source = try SourceWriter(log)
        defer { source.close() }
        let topic = "\(log.settings.application).orders"
        let registration = TestWorkflow.registration(approval: false)
        let rule = SourceRule(
            topic: topic, target: .start(workflow: TestWorkflow.name, version: 0),
            id: try SourceExpression("value.id", role: .id))
        var settings = LaneSettings()
        settings.sources = Source.all([rule])
        let driver = try LaneDriver(
            log, registrations: [registration], settings: settings, failures: FailureLog(told))
        defer { driver.lane.close() }
        try deploy(registration, driver)
        func alarms() -> Int {
            told.lines.count { $0.contains("made again") && $0.contains("topic=\(topic)") && $0.contains("lag is 0") }
        }
        func write(_ from: Int, _ count: Int, partitions: Int) throws {
            for number in from..<from + count {
                try source.write(topic, number % partitions, key: "", "{\"id\":\"o-\(number)\"}")
            }
            try source.flush()
        }
        // It is not there yet: it is looked for.
        _ = try driver.step(seconds: 2) { false }
        try source.make(topic, partitions: 2)
        try write(0, 100, partitions: 2)
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 100 && driver.lane.isClean })
        try source.grow(topic, to: 5)
        try write(100, 100, partitions: 5)
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 200 && driver.lane.isClean })
        // While it is read, and away for a while.
        try source.delete(topic)
        _ = try driver.step(seconds: 2) { false }
        try source.make(topic, partitions: 2)
        try write(200, 10, partitions: 2)
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 210 && driver.lane.isClean })
        #expect(alarms() == 2, "\(told.lines)")
        // Hardly away, and longer than before when it is looked at again. What is read before that is known may start an instance
        // a second time, which is there already.
        try source.delete(topic)
        try source.make(topic, partitions: 2)
        try write(210, 100, partitions: 2)
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 310 && driver.lane.isClean })
        #expect(alarms() == 4, "\(told.lines)")
        // While nobody reads.
        driver.lane.close()
        try source.delete(topic)
        try source.make(topic, partitions: 2)
        try write(310, 200, partitions: 2)
        let next = try LaneDriver(
            log, registrations: [registration], settings: settings, failures: FailureLog(told))
        defer { next.lane.close() }
        #expect(try next.step { next.lane.statistics.instancesEnded == 200 && next.lane.isClean })
        #expect(alarms() == 6, "\(told.lines)")
        var marks: [PartitionState.FeedMark] = []
        for partition in 0..<2 {
            let cell = try #require(next.opened.get(partition, CellKey.partition))
            marks += try cell.withUnsafeBytes { try PartitionState(cell: $0) }.feeds
        }
        let own = marks.filter { $0.topic == FedTopic.source(topic) && $0.partition < 2 }
        #expect(own.map(\.incarnation) == [3, 3], "\(own)")
        // A transaction that is committed is seen by others a little later.
        let audit = Audit(settings: log.settings)
        var counts = try audit.outcomes()
        let deadline = Clock.monotonic() + 30_000_000
        while counts.count < 510, Clock.monotonic() < deadline {
            _ = try next.step(seconds: 1) { false }
            counts = try audit.outcomes()
        }
        #expect(counts.count == 510, "without \((0..<510).filter { counts["o-\($0)"] == nil })")
        #expect(counts.values.allSatisfy { $0 == 1 })
        // And the client that read it can be closed. On a thread of its own: one that cannot would stop all tests.
        driver.lane.close()
        next.lane.close()
        let isClosed = Mutex(false)
        _ = OSThread.start("close") {
            log.close()
            isClosed.withLock { $0 = true }
        }
        let patience = Clock.monotonic() + 20_000_000
        while !isClosed.withLock({ $0 }), Clock.monotonic() < patience { Latch().wait(microseconds: 20_000) }
        #expect(isClosed.withLock { $0 }, "the log cannot be closed")
    }
}
