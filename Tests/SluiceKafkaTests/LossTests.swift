import SluiceEngine
import SluiceKernel
import TestFolders
import Testing

@testable import SluiceKafka

extension OnBroker {
    /// A topic is lost while no node runs: what `docs/operations.md` says of each.
    struct LossTests {
        private static let broker = OnBroker()
        private let registration = TestWorkflow.registration(approval: false)

        private func start(_ ids: [String], _ log: KafkaLog) throws {
            let starts = Starts(log)
            for id in ids { starts.start(id, TestWorkflow.name, input: "{}") }
            let deadline = Clock.monotonic() + 30_000_000
            while starts.unconfirmed > 0 && Clock.monotonic() < deadline {
                starts.flush()
                Latch().wait(microseconds: 1_000)
            }
            try #require(starts.unconfirmed == 0)
        }

        /// Folds and commits some instances.
        private func folded(_ name: String) throws -> KafkaSettings {
            let log = try LossTests.broker.connect(name, partitions: 1)
            defer { log.close() }
            let driver = try LaneDriver(log, registrations: [registration])
            try LossTests.broker.deploy(registration, driver)
            try start(["before-1", "before-2", "before-3"], log)
            try fold(driver)
            driver.lane.close()
            return log.settings
        }

        /// Steps until a checkpoint covers all that is there.
        private func fold(_ driver: LaneDriver) throws {
            let end = try driver.log.range(.events, partition: 0).upperBound
            let isThere = try driver.step { driver.lane.isClean && driver.opened.position(0).next >= end }
            let isDrained = try driver.drain()
            try #require(isThere && isDrained)
        }

        private func status(_ id: String, _ driver: LaneDriver) -> Bool {
            Array(id.utf8).withUnsafeBytes { driver.opened.get(0, CellKey.instance($0)) != nil }
        }

        /// The state is there and goes on without what the topic held.
        @Test(arguments: [LogTopic.outcomes, .deadLetters, .members, .replies])
        func `what only tells of the past is made anew, and the state goes on`(_ topic: LogTopic) throws {
            let settings = try folded("lost-\(topic.name)")
            try TopicSurgery(settings: settings).remake(settings.name(of: topic))
            let log = try KafkaLog.connect(settings)
            defer { log.close() }
            let driver = try LaneDriver(log, registrations: [registration])
            defer { driver.lane.close() }
            try start(["before-1", "after"], log)
            try fold(driver)
            #expect(status("before-2", driver) && status("after", driver))
            let before = topic == .outcomes ? [:] : ["before-1": 1, "before-2": 1, "before-3": 1]
            #expect(try Audit(settings: settings).outcomes() == before.merging(["after": 1]) { $0 + $1 })
        }

        @Test func `lost checkpoints are folded again from the first event, and outcomes come again`() throws {
            let settings = try folded("lost-checkpoints")
            try TopicSurgery(settings: settings).remake(settings.checkpoints)
            let log = try KafkaLog.connect(settings)
            defer { log.close() }
            let driver = try LaneDriver(log, registrations: [registration])
            defer { driver.lane.close() }
            try fold(driver)
            #expect(["before-1", "before-2", "before-3"].allSatisfy { status($0, driver) })
            #expect(try Audit(settings: settings).outcomes() == ["before-1": 2, "before-2": 2, "before-3": 2])
        }

        @Test func `lost checkpoints whose events are deleted too stop the slot`() throws {
            let settings = try folded("lost-both")
            let offsets =
                #"{"version":1,"partitions":[{"topic":"\#(settings.name(of: .events))","partition":0,"offset":2}]}"#
            try KafkaTools.run(
                """
                echo '\(offsets)' > \(settings.data!)-offsets.json
                kafka-delete-records.sh --bootstrap-server \(settings.bootstrap) --offset-json-file \(settings.data!)-offsets.json
                """)
            try TopicSurgery(settings: settings).remake(settings.checkpoints)
            #expect(try whyLost(settings)?.contains("\(settings.name(of: .events))/0 has no record at 0") == true)
        }

        @Test func `events that were made again are noticed, while they are fewer and when they are more`() throws {
            let settings = try folded("lost-events")
            try TopicSurgery(settings: settings).remake(settings.name(of: .events))
            let reason = try whyLost(settings)
            #expect(reason?.contains("\(settings.name(of: .events))/0 has no record at") == true, "\(reason ?? "none")")

            let log = try KafkaLog.connect(settings)
            try start((0..<50).map { "new-\($0)" }, log)
            let error = #expect(throws: LogError.self) { try log.open(slot: 0, waker: Latch()).close() }
            log.close()
            #expect(error?.code == .mismatch)
            #expect(
                error?.message.contains("\(settings.name(of: .events))/0 was made again") == true, "\(error as Any)")
            #expect(error?.message.contains("docs/operations.md") == true)
        }

        /// Why the slot does not stay open.
        private func whyLost(_ settings: KafkaSettings) throws -> String? {
            let log = try KafkaLog.connect(settings)
            defer { log.close() }
            let lane = try log.open(slot: 0, waker: Latch())
            defer { lane.close() }
            let deadline = Clock.monotonic() + 30_000_000
            var batch = RecordBatch()
            while lane.lost == nil && Clock.monotonic() < deadline {
                lane.poll(into: &batch, bytes: 1_000)
                Latch().wait(microseconds: 1_000)
            }
            return lane.lost?.message
        }
    }
}
