import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceStore
import SluiceTestKit
import Synchronization
import TestFolders
import Testing

@Suite("A write that fails: the database, opened again, tells what happened")
struct WriteFaultTests {
    /// The next write to a database that fails, and how.
    final class Faults: Sendable {
        private let next = Mutex<(suffix: String, fault: WriteFault)?>(nil)

        func set(_ suffix: String, _ fault: WriteFault?) {
            next.withLock { $0 = fault.map { (suffix, $0) } }
        }

        func take(_ path: String) -> WriteFault? {
            next.withLock { next in
                guard let (suffix, fault) = next, path.hasSuffix(suffix) else { return nil }
                next = nil
                return fault
            }
        }
    }

    let folder = TemporaryFolder()
    let faults = Faults()

    private func open() throws(LogError) -> EmbeddedLog {
        try TestLog.open(folder.path, TestLog.options { $0.writeFault = { [faults] in faults.take($0) } })
    }

    private static let io = LogError(.io, "made to fail")
    private static let full = LogError(.diskFull, "made to fail")

    @Test(
        "An append", arguments: [WriteFault.after(io), .before(io), .after(full), .before(full)])
    func append(fault: WriteFault) throws {
        let log = try open()
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var polled: [Int64] = []
        var batch = RecordBatch()
        func poll() {
            lane.poll(into: &batch, bytes: 1 << 20)
            for record in batch.records where record.partition == 0 { polled.append(record.offset) }
        }
        TestLog.append([TestLog.record(0, 1), TestLog.record(0, 2)], to: log)
        poll()
        faults.set("events", fault)
        let outcomes = TestLog.append([TestLog.record(0, 3), TestLog.record(0, 4)], to: log).heard.map(\.outcome)
        if case .after(Self.io) = fault {
            // They are there for a lane that keeps up, too, before anything follows them.
            poll()
            #expect(polled == [0, 1, 2, 3])
        }
        let next = TestLog.append([TestLog.record(0, 5)], to: log)
        while polled.count < (next.offset(of: 5) ?? -1) + 1 && lane.lost == nil { poll() }
        switch fault {
        case .after(Self.io):
            #expect(outcomes == [.acknowledged(offset: 2), .acknowledged(offset: 3)])
            #expect(next.offset(of: 5) == 4)
        case .before(Self.io):
            #expect(outcomes == [.failed(Self.io), .failed(Self.io)])
            #expect(next.offset(of: 5) == 2)
        case .after:
            #expect(outcomes == [.unknown(Self.full), .unknown(Self.full)])
            #expect(next.offset(of: 5) == 4)
        case .before:
            #expect(outcomes == [.unknown(Self.full), .unknown(Self.full)])
            #expect(next.offset(of: 5) == 2)
        }
        #expect(polled == (0..<Int64(polled.count)).map { $0 })
        #expect(lane.lost == nil)
        log.close()
        let again = try TestLog.open(folder.path)
        #expect(try again.range(.events, partition: 0).upperBound == Int64(polled.count))
        again.close()
    }

    @Test("A group that met a full disk is written again when there is room, before anything behind it")
    func again() throws {
        let log = try TestLog.open(
            folder.path,
            TestLog.options {
                $0.reserveBytes = 1 << 20
                $0.writeFault = { [faults] in faults.take($0) }
            })
        faults.set("events", .before(Self.full))
        let recorder = TestLog.append([TestLog.record(0, 1), TestLog.record(1, 2), TestLog.record(0, 3)], to: log)
        #expect(recorder.heard.map(\.outcome) == [0, 0, 1].map { .acknowledged(offset: $0) })
        log.close()
    }

    @Test("A checkpoint in doubt that turns out committed: openings since then are over, outputs are not doubled")
    func doubt() throws {
        let log = try open()
        let checkpoint = TestLog.checkpoint(0, next: 0, cells: [("a", "1")], outcomes: 1)
        let first = try log.open(slot: 0, waker: CountingWaker())
        faults.set("state", .after(Self.full))
        #expect(TestLog.commit(first, checkpoint) == .unknown(Self.full))
        let second = try log.open(slot: 0, waker: CountingWaker())
        let outcome = TestLog.commit(second, checkpoint)
        #expect(outcome != .committed)
        #expect(second.lost != nil)
        let third = try log.open(slot: 0, waker: CountingWaker())
        #expect(third.position(0).exists)
        #expect(try log.range(.outcomes, partition: 0) == 0..<1)
        #expect(TestLog.commit(third, TestLog.checkpoint(0, next: 0)) == .committed)
        log.close()
    }

    @Test("A checkpoint that happened unheard is committed")
    func committed() throws {
        let log = try open()
        let lane = try log.open(slot: 0, waker: CountingWaker())
        faults.set("state", .after(Self.io))
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 0, cells: [("a", "1")])) == .committed)
        #expect(lane.get(0, Array("a".utf8)) == Array("1".utf8))
        #expect(lane.position(0).exists)
        log.close()
    }

    @Test("A checkpoint that did not happen is not committed")
    func notCommitted() throws {
        let log = try open()
        let lane = try log.open(slot: 0, waker: CountingWaker())
        faults.set("state", .before(Self.io))
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 0, cells: [("a", "1")])) == .notCommitted(Self.io))
        #expect(lane.get(0, Array("a".utf8)) == nil)
        #expect(!lane.position(0).exists)
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 0, cells: [("a", "2")])) == .committed)
        log.close()
    }

    @Test("Acknowledged events that are gone when the database is opened again: no offset is given twice")
    func lostEvents() throws {
        let losing = Losing()
        let log = try TestLog.open(folder.path, TestLog.options { $0.writeFault = { losing.take($0) } })
        TestLog.append((0..<5).map { TestLog.record(0, $0) }, to: log)
        losing.set("events")
        #expect(TestLog.append([TestLog.record(0, 5)], to: log).heard.map(\.outcome) == [.unknown(Self.io)])
        guard case .failed(let error)? = TestLog.append([TestLog.record(0, 6)], to: log).heard.first?.outcome else {
            Issue.record("an append did not fail")
            return
        }
        #expect(error.code == .corrupt)
        #expect(error.message.contains("\(folder.path)/events: events/0 ends at 0, it ended at 5"))
        #expect(TestLog.error { _ = try log.read(.events, partition: 0, from: 0, bytes: 1_000) } == error)
        log.close()
    }

    @Test("Checkpoints that are gone when the database is opened again: nothing is folded on what is left")
    func lostCheckpoints() throws {
        let losing = Losing()
        let log = try TestLog.open(folder.path, TestLog.options { $0.writeFault = { losing.take($0) } })
        var lane = try log.open(slot: 0, waker: CountingWaker())
        for number in 0..<3 {
            let checkpoint = TestLog.checkpoint(0, next: 0, cells: [("a", "\(number)")])
            #expect(TestLog.commit(lane, checkpoint) == .committed)
        }
        losing.set("state")
        let checkpoint = TestLog.checkpoint(0, next: 0, cells: [("b", "3")])
        #expect(TestLog.commit(lane, checkpoint) == .unknown(Self.io))
        guard case .notCommitted(let error)? = TestLog.commit(lane, checkpoint) else {
            Issue.record("a checkpoint was committed")
            return
        }
        #expect(error.code == .corrupt)
        #expect(error.message.contains("\(folder.path)/state: 0 checkpoints are there, 3 were committed"))
        lane = try log.open(slot: 0, waker: CountingWaker())
        #expect(lane.get(0, Array("a".utf8)) == nil)
        #expect(lane.lost == error)
        log.close()
    }

    /// A write that fails, with everything that was written before it.
    private final class Losing: Sendable {
        private let suffix = Mutex<String?>(nil)

        func set(_ suffix: String) { self.suffix.withLock { $0 = suffix } }

        func take(_ path: String) -> WriteFault? {
            suffix.withLock { suffix in
                guard let wanted = suffix, path.hasSuffix(wanted) else { return nil }
                suffix = nil
                for file in Files.names(in: path, suffix: ".log") { unlink(file) }
                return .before(WriteFaultTests.io)
            }
        }
    }

    /// Mends what is broken as soon as it hears of it, on the log's thread: what waits behind would succeed then.
    private final class Mender: AppendObserver {
        let recorder = AppendRecorder()
        let mend: @Sendable () -> Void
        /// The log's thread is in the outcome of the first record, and waits there.
        let isHearing = Atomic(false)
        let mayGoOn = Atomic(false)
        init(_ mend: @escaping @Sendable () -> Void) { self.mend = mend }

        func appended(token: UInt64, outcome: AppendOutcome) {
            if token == 0 {
                isHearing.store(true, ordering: .releasing)
                TestLog.wait { mayGoOn.load(ordering: .acquiring) }
            }
            if case .failed = outcome { mend() }
            recorder.appended(token: token, outcome: outcome)
        }
    }

    @Test("What waits behind a failed record fails too, though it could be written by then")
    func behind() throws {
        let isBroken = Atomic(false)
        let log = try TestLog.open(
            folder.path,
            TestLog.options {
                $0.groupBytes = 1
                $0.writeFault = { path in
                    path.hasSuffix("events") && isBroken.load(ordering: .relaxed) ? .before(Self.io) : nil
                }
            })
        let mender = Mender { isBroken.store(false, ordering: .relaxed) }
        #expect(log.append([TestLog.record(0, 0)], observer: mender))
        #expect(TestLog.wait { mender.isHearing.load(ordering: .acquiring) })
        isBroken.store(true, ordering: .relaxed)
        for token in 1...5 { #expect(log.append([TestLog.record(0, UInt64(token))], observer: mender)) }
        mender.mayGoOn.store(true, ordering: .releasing)
        #expect(TestLog.wait { mender.recorder.count == 6 })
        for heard in mender.recorder.heard.dropFirst() { #expect(heard.outcome == .failed(Self.io)) }
        #expect(TestLog.append([TestLog.record(0, 6)], to: log).offset(of: 6) == 1)
        log.close()
    }
}
