import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// A log with one partition whose lane folded and committed some starts.
    private func folded(_ name: String, horizon: Int64) throws -> (log: KafkaLog, driver: LaneDriver) {
        let log = try connect(name, partitions: 1) { $0.replayHorizon = horizon }
        let registration = TestWorkflow.registration(approval: false)
        let driver = try LaneDriver(log, registrations: [registration])
        try deploy(registration, driver)
        try start("early", driver)
        return (log, driver)
    }

    private func start(_ id: String, _ driver: LaneDriver) throws {
        let starts = Starts(driver.log)
        starts.start(id, TestWorkflow.name, input: "{}")
        starts.flush()
        #expect(try driver.step { starts.unconfirmed == 0 })
        try commitAll(driver)
    }

    /// Steps until a checkpoint covers all that is there.
    private func commitAll(_ driver: LaneDriver) throws {
        let end = try driver.log.range(.events, partition: 0).upperBound
        #expect(try driver.step { driver.lane.isClean && driver.opened.position(0).next >= end })
    }

    @Test func `events older than the horizon go, those behind the last checkpoint never`() throws {
        let (log, driver) = try folded("trim", horizon: 1)
        defer { log.close() }
        let committed = driver.opened.position(0).next
        #expect(committed > 0)
        // In the log, not folded: one before the horizon, one behind it.
        for id in ["late", "later"] {
            let starts = Starts(log)
            starts.start(id, TestWorkflow.name, input: "{}")
            starts.flush()
            while starts.unconfirmed > 0 { Latch().wait(microseconds: 1_000) }
            let now = Clock.wall()
            while Clock.wall() <= now + 1 { Latch().wait(microseconds: 500) }
        }
        let unfolded = try log.read(.events, partition: 0, from: committed, bytes: 1 << 20).records
        try #require(unfolded.count == 2 && unfolded[0].time < unfolded[1].time, "\(unfolded)")
        try log.maintain(now: unfolded[1].time + log.settings.replayHorizon)
        #expect(try log.range(.events, partition: 0).lowerBound == committed)
        let later = Clock.wall() + 60_000
        try log.maintain(now: later)
        #expect(try log.range(.events, partition: 0).lowerBound == committed)
        // Whoever asks for more than that gets no more.
        try log.trim(partition: 0, below: Int64.max)
        #expect(try log.range(.events, partition: 0).lowerBound == committed)

        // A node that does not hold the partition deletes nothing.
        var elsewhere = log.settings
        elsewhere.data = TemporaryFolder.shared.file()
        let other = try KafkaLog.connect(elsewhere)
        defer { other.close() }
        try commitAll(driver)
        #expect(driver.opened.position(0).next > committed)
        try other.maintain(now: later)
        driver.lane.close()
        try log.maintain(now: later)
        #expect(try log.range(.events, partition: 0).lowerBound == committed)

        // What is left is enough to go on from.
        let again = try LaneDriver(log, registrations: [TestWorkflow.registration(approval: false)])
        try start("last", again)
        #expect(try Audit(settings: log.settings).outcomes() == ["early": 1, "late": 1, "later": 1, "last": 1])
        again.lane.close()
    }

    @Test func `events within the horizon stay`() throws {
        let horizon: Int64 = 3_600_000
        let (log, driver) = try folded("horizon", horizon: horizon)
        defer { log.close() }
        try log.maintain()
        #expect(try log.range(.events, partition: 0).lowerBound == 0)
        // Only what was there at a moment: what came later stays, though a checkpoint covers it.
        let end = try log.range(.events, partition: 0).upperBound
        let batch = try log.read(.events, partition: 0, from: 0, bytes: 1 << 20)
        let last = try #require(batch.records.last)
        while Clock.wall() <= last.time { Latch().wait(microseconds: 1_000) }
        try start("late", driver)
        try log.maintain(now: last.time + 1 + horizon)
        #expect(try log.range(.events, partition: 0).lowerBound == end)
        #expect(driver.opened.position(0).next > end)
        driver.lane.close()
    }
}
