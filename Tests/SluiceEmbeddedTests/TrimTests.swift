import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceStore
import SluiceTestKit
import Synchronization
import TestFolders
import Testing

@Suite("Trims beside whatever else the log does")
struct TrimTests {
    /// Runs something once, when records are next looked for.
    final class Moment: Sendable {
        private let armed = Mutex<(records: String, body: @Sendable () -> Void)?>(nil)

        func set(_ records: String, _ body: @escaping @Sendable () -> Void) {
            armed.withLock { $0 = (records, body) }
        }

        func meet(_ records: String) {
            let body = armed.withLock { armed -> (@Sendable () -> Void)? in
                guard let (wanted, body) = armed, wanted == records else { return nil }
                armed = nil
                return body
            }
            body?()
        }
    }

    /// Something that goes on beside what a thread of the log does.
    final class Beside: Sendable {
        private let isOver = Atomic(false)

        /// Begins `body` on a thread of its own, and returns when it has ended; soon, where it has to wait for us.
        func run(_ body: @escaping @Sendable () -> Void) {
            let thread = OSThread.start("beside") { [self] in
                body()
                isOver.store(true, ordering: .releasing)
            }
            thread.detach()
            TestLog.wait(milliseconds: 200) { isOver.load(ordering: .acquiring) }
        }

        func join() -> Bool { TestLog.wait { isOver.load(ordering: .acquiring) } }
    }

    let folder = TemporaryFolder()
    let faults = WriteFaultTests.Faults()
    let moment = Moment()
    private static let io = LogError(.io, "made to fail")
    /// Everything is too old by then.
    private static let later = Int64(1) << 50

    private func open() throws(LogError) -> EmbeddedLog {
        try TestLog.open(
            folder.path,
            TestLog.options {
                $0.writeFault = { [faults] in faults.take($0) }
                $0.willRead = { [moment] in moment.meet($0) }
            })
    }

    /// Ten events and ten outcomes of partition 0, all of them folded.
    private func fill(_ log: EmbeddedLog) throws -> any LaneLog {
        TestLog.append((0..<10).map { TestLog.record(0, UInt64($0)) }, to: log)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 10, outcomes: 10)) == .committed)
        return lane
    }

    @Test("Outcomes trimmed while the state is opened again after a failed checkpoint: none is lost behind them")
    func outcomesBesideReopening() throws {
        let log = try open()
        let lane = try fill(log)
        let trim = Beside()
        moment.set("outcomes/0") { trim.run { _ = try? log.retain(now: Self.later) } }
        faults.set("state", .before(Self.io))
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 10, outcomes: 1)) == .notCommitted(Self.io))
        #expect(trim.join())
        #expect(try log.range(.outcomes, partition: 0) == 10..<10)
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 10, outcomes: 1)) == .committed)
        log.close()
        let again = try TestLog.open(folder.path)
        #expect(try again.range(.outcomes, partition: 0) == 10..<11)
        #expect(try again.read(.outcomes, partition: 0, from: 10, bytes: 1_000).records.count == 1)
        again.close()
    }

    @Test("Events trimmed while their database is opened again after a failed append: offsets go on behind them")
    func eventsBesideReopening() throws {
        let log = try open()
        _ = try fill(log)
        let trim = Beside()
        moment.set("events/0") { trim.run { try? log.trim(partition: 0, below: 10) } }
        faults.set("events", .before(Self.io))
        let failed = TestLog.append([TestLog.record(0, 10)], to: log)
        #expect(failed.heard.map(\.outcome) == [.failed(Self.io)])
        #expect(trim.join())
        try #require(TestLog.append([TestLog.record(0, 11)], to: log).offset(of: 11) == 10)
        #expect(try log.range(.events, partition: 0) == 10..<11)
        log.close()
    }

    @Test("A trim of events that fails and happened all the same: what is kept begins behind it, and offsets go on")
    func unheardTrimOfEvents() throws {
        let log = try open()
        _ = try fill(log)
        faults.set("events", .after(Self.io))
        #expect(TestLog.error { try log.trim(partition: 0, below: 10) } == Self.io)
        #expect(try log.range(.events, partition: 0) == 10..<10)
        faults.set("events", .before(Self.io))
        TestLog.append([TestLog.record(0, 10)], to: log)
        #expect(TestLog.append([TestLog.record(0, 11)], to: log).offset(of: 11) == 10)
        log.close()
    }

    @Test("A trim of outcomes that fails and happened all the same: what is kept begins behind it")
    func unheardTrimOfOutcomes() throws {
        let log = try open()
        let lane = try fill(log)
        faults.set("state", .after(Self.io))
        #expect(TestLog.error { try log.retain(now: Self.later) } == Self.io)
        #expect(try log.range(.outcomes, partition: 0) == 10..<10)
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 10, outcomes: 1)) == .committed)
        #expect(try log.range(.outcomes, partition: 0) == 10..<11)
        log.close()
    }

    @Test("A trim that fails and did not happen deletes nothing")
    func failedTrim() throws {
        let log = try open()
        _ = try fill(log)
        faults.set("events", .before(Self.io))
        #expect(TestLog.error { try log.trim(partition: 0, below: 10) } == Self.io)
        #expect(try log.range(.events, partition: 0) == 0..<10)
        #expect(try log.read(.events, partition: 0, from: 0, bytes: 10_000).records.count == 10)
        log.close()
    }

    @Test("What is trimmed before it is read is out of range, not damaged", arguments: [LogTopic.events, .outcomes])
    func read(_ topic: LogTopic) throws {
        let log = try open()
        _ = try fill(log)
        moment.set("\(topic.name)/0") { _ = try? log.retain(now: Self.later) }
        let error = TestLog.error { _ = try log.read(topic, partition: 0, from: 3, bytes: 10_000) }
        #expect(error?.code == .outOfRange)
        #expect(error?.message == "\(topic.name)/0: asked for 3, there are 10..<10")
        #expect(try log.read(topic, partition: 0, from: 10, bytes: 10_000).records.isEmpty)
        log.close()
    }

    @Test("A lane that looks behind its checkpoint for what is being trimmed is told so")
    func poll() throws {
        let log = try open()
        let lane = try fill(log)
        lane.seek(0, to: 3)
        moment.set("events/0") { try? log.trim(partition: 0, below: 10) }
        var batch = RecordBatch()
        lane.poll(into: &batch, bytes: 10_000)
        #expect(lane.lost?.code == .outOfRange)
        log.close()
    }
}
