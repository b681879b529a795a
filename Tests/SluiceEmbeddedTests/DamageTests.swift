import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@Suite("Damage is reported with the path, and nothing acknowledged is lost in silence")
struct DamageTests {
    let folder = TemporaryFolder()

    /// Writes `count` records and closes; twice opened, they are in table files.
    private func fill(_ count: Int, tables: Bool) throws {
        var log = try TestLog.open(folder.path)
        TestLog.append((0..<count).map { TestLog.record(0, UInt64($0), size: 500) }, to: log)
        log.close()
        if tables {
            log = try TestLog.open(folder.path)
            log.close()
        }
    }

    @Test("A flipped byte in a table file of events: reads and polls say so, appends go on")
    func eventTable() throws {
        try fill(2_000, tables: true)
        let table = try #require(Files.names(in: folder.path + "/events", suffix: ".sst").last)
        Files.flip(table, at: Files.size(table) / 2, count: 64)
        let log = try TestLog.open(folder.path)
        defer { log.close() }
        let error = TestLog.error { _ = try log.read(.events, partition: 0, from: 0, bytes: 10 << 20) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(folder.path + "/events") == true)
        #expect(error?.message.contains("backup") == true)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var batch = RecordBatch()
        for _ in 0..<100 where lane.lost == nil { lane.poll(into: &batch, bytes: 64 << 10) }
        #expect(lane.lost?.code == .corrupt)
        let recorder = TestLog.append([TestLog.record(1, 9)], to: log)
        #expect(recorder.offset(of: 9) == 0)
    }

    @Test("A flipped byte in a table file of state: the lane is lost, not told that a cell is absent")
    func stateTable() throws {
        var log = try TestLog.open(folder.path)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        let pairs = (0..<2_000).map { ("cell-\(10_000 + $0)", String(repeating: "x\($0)", count: 40)) }
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 0, cells: pairs)) == .committed)
        log.close()
        try TestLog.open(folder.path).close()
        let table = try #require(Files.names(in: folder.path + "/state", suffix: ".sst").first)
        Files.flip(table, at: 200, count: Files.size(table) / 2)
        let error = TestLog.error {
            log = try TestLog.open(folder.path)
            lane = try log.open(slot: 0, waker: CountingWaker())
            for (key, value) in pairs where lane.lost == nil {
                let found = lane.get(0, Array(key.utf8))
                if lane.lost == nil { #expect(found == Array(value.utf8)) }
            }
            if let lost = lane.lost { throw lost }
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(folder.path + "/state") == true)
        log.close()
    }

    @Test("A flipped byte amid the write-ahead log: opening is refused, unless a person gives up what lies behind it")
    func writeAheadLog() throws {
        try fill(500, tables: false)
        let wal = try #require(Files.names(in: folder.path + "/events", suffix: ".log").last)
        Files.flip(wal, at: Files.size(wal) / 2)
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(folder.path + "/events") == true)
        let log = try TestLog.open(folder.path, TestLog.options { $0.dropDamagedTail = true })
        #expect(try log.range(.events, partition: 0).upperBound < 500)
        log.close()
    }

    @Test("A write that never ended is dropped: it was not acknowledged")
    func tornWrite() throws {
        try fill(50, tables: false)
        let wal = try #require(Files.names(in: folder.path + "/events", suffix: ".log").last)
        let bytes = Files.read(wal)
        // The beginning of a record: checksum, length 1,000, type full, and ten bytes of it.
        Files.write(wal, bytes + [1, 2, 3, 4, 0xe8, 3, 1] + [UInt8](repeating: 9, count: 10))
        let log = try TestLog.open(folder.path)
        #expect(try log.range(.events, partition: 0) == 0..<50)
        #expect(try log.read(.events, partition: 0, from: 0, bytes: 1 << 20).records.count == 50)
        log.close()
    }

    @Test("A write-ahead log that is gone is missed: the state reflects more than the events hold")
    func lostEvents() throws {
        try fill(50, tables: true)
        var log = try TestLog.open(folder.path)
        TestLog.append((0..<50).map { TestLog.record(0, UInt64($0)) }, to: log)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 100)) == .committed)
        log.close()
        for wal in Files.names(in: folder.path + "/events", suffix: ".log") { unlink(wal) }
        let error = TestLog.error {
            log = try TestLog.open(folder.path)
            log.close()
        }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains(folder.path) == true)
    }

    @Test("A table file that is gone is missed")
    func lostTable() throws {
        try fill(2_000, tables: true)
        unlink(try #require(Files.names(in: folder.path + "/events", suffix: ".sst").first))
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .corrupt)
    }

    @Test("Another log's events beside a state are refused")
    func exchanged() throws {
        try fill(10, tables: true)
        let other = TemporaryFolder()
        try TestLog.open(other.path).close()
        rename(folder.path + "/events", folder.path + "/kept")
        rename(other.path + "/events", folder.path + "/events")
        let error = TestLog.error { try TestLog.open(folder.path).close() }
        #expect(error?.code == .mismatch)
        #expect(error?.message.contains("another log") == true)
    }
}
