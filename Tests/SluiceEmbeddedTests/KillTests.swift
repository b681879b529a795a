import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceTestKit
import TestFolders
import Testing

@Suite("Processes that are killed, and processes that meet")
struct KillTests {
    let folder = TemporaryFolder()
    private var data: String { folder.path + "/data" }
    private var report: String { folder.path + "/report" }

    @Test("Killed twenty times at random: every acknowledged record is there, and checkpoints are whole")
    func killed() throws {
        var acknowledged = 0
        for round in 0..<20 {
            let child = try #require(ChildProcess(role: "append", folder: data, file: report))
            let before = Files.size(report)
            #expect(
                TestLog.wait { Files.size(report) > before || child.hasEnded }, "round \(round): nothing acknowledged")
            Sleep.milliseconds(Int.random(in: 0...60))
            #expect(!child.hasEnded, "round \(round): the child ended by itself, see \(report).log")
            child.kill()
            let log = try TestLog.open(data)
            acknowledged = try verify(log)
            log.close()
        }
        #expect(acknowledged > 1_000)
        print("killed 20 times: \(acknowledged) acknowledged records, all there")
    }

    @Test(
        "A process without a reserve on a disk that fills up: whatever becomes of it, what it acknowledged is there",
        .enabled(if: SmallDisk.isAvailable, "mounting a tmpfs needs root"))
    func filled() throws {
        let disk = try #require(SmallDisk(megabytes: 64))
        let data = disk.path + "/data"
        let child = try #require(ChildProcess(role: "fill", folder: data, file: report))
        #expect(TestLog.wait { Files.size(report) > 16 * 50 })
        disk.fill()
        Sleep.milliseconds(300)
        child.kill()
        disk.clear()
        disk.grow(megabytes: 512)
        let log = try TestLog.open(data)
        #expect(try verify(log) > 50)
        TestLog.append([TestLog.record(0, 1)], to: log)
        log.close()
    }

    @Test("A second process is told which one has the folder")
    func second() throws {
        let child = try #require(ChildProcess(role: "hold", folder: data, file: report))
        #expect(TestLog.wait { Files.size(report) == 1 })
        let error = TestLog.error { try TestLog.open(data).close() }
        #expect(error?.code == .inUse)
        #expect(error?.message.contains(data) == true)
        #expect(error?.message.contains("process \(child.pid)") == true)
        child.kill()
        try TestLog.open(data).close()
    }

    /// Compares the log with what was reported; returns how many records that were.
    private func verify(_ log: EmbeddedLog) throws -> Int {
        var found: [[UInt64]] = []
        for partition in 0..<2 {
            let batch = try log.read(.events, partition: partition, from: 0, bytes: 1 << 30)
            #expect(batch.records.map(\.offset) == (0..<Int64(batch.records.count)).map { $0 })
            found.append(
                batch.records.map { record in
                    batch.withParts(of: record) { key, _, _ in
                        UInt64(String(decoding: key.dropFirst(4), as: UTF8.self)) ?? 0
                    }
                })
        }
        let bytes = Files.read(report)
        let count = bytes.count / 16
        var missing = 0
        bytes.withUnsafeBytes { bytes in
            for index in 0..<count {
                let token = bytes.loadUnaligned(fromByteOffset: index * 16, as: UInt64.self)
                let offset = Int(bytes.loadUnaligned(fromByteOffset: index * 16 + 8, as: UInt64.self))
                if !found.contains(where: { offset < $0.count && $0[offset] == token }) { missing += 1 }
            }
        }
        #expect(missing == 0, "\(missing) of \(count) acknowledged records are not where they were said to be")
        let lane = try log.open(slot: 0, waker: CountingWaker())
        for partition in 0..<2 where lane.position(partition).exists {
            let position = Array("\(lane.position(partition).next)".utf8)
            #expect(lane.get(partition, Array("a".utf8)) == position)
            #expect(lane.get(partition, Array("b".utf8)) == position)
        }
        return count
    }
}
