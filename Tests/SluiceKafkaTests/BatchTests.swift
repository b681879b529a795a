import Glibc
import SluiceEngine
import SluiceKafka
import SluiceKernel
import SluiceTestKit
import Testing

extension OnBroker {
    /// A node that is killed in the middle of feeding what waits in `batch`: each instance ends exactly once.
    @Test(.timeLimit(.minutes(4)))
    func `a node killed while it feeds batch loses and doubles nothing`() async throws {
        let kills = 6
        let instances = 30_000
        var random = SeededRandom(seed: KilledNode.seed())
        var settings = KafkaSettings(
            bootstrap: try Broker.address(), application: "batch-kill-\(getpid())",
            shape: LogShape(partitions: 4, slots: 2))
        settings.singleBroker = true
        let log = try KafkaLog.connect(settings)
        defer { log.close() }
        var node = try KilledNode(settings)
        defer { node.end() }
        try await whenDeployed(["charge", "label"], Client(log: log))

        let starts = Starts(log, topic: .batch)
        let duration: Int64 = 20_000_000
        let began = Clock.monotonic()
        node.plan(kills: kills, within: duration, &random)
        var started = 0
        let audit = Audit(settings: settings)
        var counts: [String: Int] = [:]
        var killedMidway = 0
        while started < instances || node.isAwaited || starts.unconfirmed > 0 {
            let elapsed = Clock.monotonic() - began
            let due = min(instances, Int(Int64(instances) * elapsed * 2 / duration))
            while started < due {
                starts.start("b-\(started)", started % 2 == 0 ? "charge" : "label", input: "{\"number\":\(started)}")
                started += 1
            }
            starts.flush()
            let before = node.kills
            try node.killIfDue(elapsed)
            if node.kills > before {
                counts = try audit.outcomes()
                if counts.count < started { killedMidway += 1 }
            }
            try await Task.sleep(for: .milliseconds(10))
            try #require(elapsed < 4 * duration, "started \(started)")
        }
        let deadline = Clock.monotonic() + 90_000_000
        while counts.count < instances && Clock.monotonic() < deadline {
            try await Task.sleep(for: .milliseconds(500))
            counts = try audit.outcomes()
        }
        // What would be doubled has time to appear.
        try await Task.sleep(for: .seconds(2))
        counts = try audit.outcomes()
        let lost = (0..<instances).count { counts["b-\($0)"] == nil }
        let doubled = counts.values.count { $0 > 1 }
        #expect(lost == 0 && doubled == 0 && counts.count == instances)
        #expect(try audit.deadLetters() == 0)
        #expect(killedMidway > 0)
        for (partition, sum) in try audit.sums().enumerated() {
            #expect(sum.hash == sum.position.hash, "checkpoints of partition \(partition)")
        }
        print("kills=\(node.kills) midway=\(killedMidway) instances=\(instances) lost=\(lost) doubled=\(doubled)")
    }

    @Test func `what was fed of batch is deleted, but for the last record`() throws {
        let log = try connect("batch-trim", partitions: 2)
        defer { log.close() }
        let driver = try LaneDriver(log, registrations: [TestWorkflow.registration(approval: false)])
        defer { driver.lane.close() }
        try deploy(TestWorkflow.registration(approval: false), driver)
        let starts = Starts(log, topic: .batch)
        for number in 0..<500 { starts.start("t-\(number)", TestWorkflow.name, input: "1") }
        starts.flush()
        #expect(try driver.step { driver.lane.statistics.instancesEnded == 500 && driver.lane.isClean })
        try log.maintain()
        for partition in 0..<2 {
            let range = try log.range(.batch, partition: partition)
            #expect(range.upperBound > 100 && range.count == 1, "\(range)")
        }
        // The next opening begins at that record, and feeds nothing of it again.
        driver.lane.close()
        let next = try LaneDriver(log, registrations: [TestWorkflow.registration(approval: false)])
        defer { next.lane.close() }
        starts.start("last", TestWorkflow.name, input: "1")
        starts.flush()
        #expect(try next.step { next.lane.statistics.instancesEnded == 1 && next.lane.isClean })
        #expect(next.lane.statistics.fed == 1)
    }
}
