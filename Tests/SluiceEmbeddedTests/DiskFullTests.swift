import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceStore
import SluiceTestKit
import TestFolders
import Testing

@Suite(
    "A full disk: reported, nothing acknowledged is lost, and it goes on when there is room",
    .enabled(if: SmallDisk.isAvailable, "mounting a tmpfs needs root"))
struct DiskFullTests {
    /// What is left when the disk is full is below a quarter of it, but enough for a flush that is under way: RocksDB itself
    /// must not meet the end of the disk, where builds with assertions, as Debian's, end the process.
    private static let reserve = 32 << 20

    private func harness(_ disk: SmallDisk) -> LogHarness {
        let options = TestLog.options { $0.reserveBytes = Self.reserve }
        var harness = LogHarness(
            open: { () throws(LogError) in try TestLog.open(disk.path + "/log", options) },
            close: { ($0 as? EmbeddedLog)?.close() })
        harness.failWrites = { if $0 { disk.fill(leaving: 7 << 20) } else { disk.clear() } }
        return harness
    }

    @Test("While there is little room nothing is compacted, also in a database that was opened again meanwhile")
    func pause() throws {
        let disk = try #require(SmallDisk(megabytes: 160))
        let faults = WriteFaultTests.Faults()
        let log = try TestLog.open(
            disk.path + "/log",
            TestLog.options {
                $0.reserveBytes = Self.reserve
                $0.writeFault = { faults.take($0) }
            })
        var isPaused: Bool? {
            let newest = Files.names(in: disk.path + "/log/events", suffix: "").last { $0.contains("/OPTIONS-") }
            let text = newest.map { String(decoding: Files.read($0), as: UTF8.self) } ?? ""
            if text.contains("disable_auto_compactions=true") { return true }
            return text.contains("disable_auto_compactions=false") ? false : nil
        }
        #expect(isPaused == false)
        disk.fill(leaving: 48 << 20)
        TestLog.append([TestLog.record(0, 1)], to: log)
        #expect(isPaused == true)
        faults.set("events", .before(LogError(.io, "made to fail")))
        TestLog.append([TestLog.record(0, 2)], to: log)
        #expect(TestLog.append([TestLog.record(0, 3)], to: log).offset(of: 3) == 1)
        #expect(isPaused == true)
        disk.clear()
        TestLog.append([TestLog.record(0, 4)], to: log)
        #expect(isPaused == false)
        log.close()
    }

    @Test("Nothing passes a failed record")
    func conforms() throws {
        let disk = try #require(SmallDisk(megabytes: 160))
        let check = try #require(LogConformance.checks.last)
        #expect(check.violations(harness(disk)) == [])
    }

    @Test("Appends and checkpoints say so, reads go on, and all of it works again")
    func goesOn() throws {
        let disk = try #require(SmallDisk(megabytes: 160))
        var log = try TestLog.open(disk.path + "/log", TestLog.options { $0.reserveBytes = Self.reserve })
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var acknowledged: [UInt64: Int64] = [:]
        var codes: Set<LogError.Code> = []
        var token: UInt64 = 0
        func append(_ count: Int) -> Int {
            var failures = 0
            for _ in 0..<count {
                token += 1
                let recorder = TestLog.append([TestLog.record(0, token, size: 200_000)], to: log)
                switch recorder.heard.first?.outcome {
                case .acknowledged(let offset)?: acknowledged[token] = offset
                case .failed(let error)?, .unknown(let error)?, .refused(let error)?:
                    codes.insert(error.code)
                    #expect(error.message.contains(disk.path))
                    failures += 1
                case nil: Issue.record("no outcome")
                }
            }
            return failures
        }
        #expect(append(20) == 0)
        let big = (0..<60).map { ("cell-\(100 + $0)", String(repeating: "x", count: 100_000)) }
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 3, cells: big)) == .committed)
        disk.fill(leaving: 7 << 20)
        #expect(append(20) > 0)
        #expect(codes == [.diskFull])
        let outcome = TestLog.commit(lane, TestLog.checkpoint(0, next: 7, cells: big))
        switch outcome {
        case .notCommitted(let error)?, .unknown(let error)?: #expect(error.code == .diskFull)
        default: Issue.record("\(String(describing: outcome))")
        }
        #expect(try log.read(.events, partition: 0, from: 0, bytes: 1 << 30).records.count == acknowledged.count)
        disk.clear()
        #expect(TestLog.wait { append(1) == 0 })
        #expect(append(20) == 0)
        let next = try log.open(slot: 0, waker: CountingWaker())
        let position = next.position(0).next
        #expect(position == 3 || position == 7)
        #expect(TestLog.wait { TestLog.commit(next, TestLog.checkpoint(0, next: 9, cells: big)) == .committed })
        log.close()

        log = try TestLog.open(disk.path + "/log")
        let batch = try log.read(.events, partition: 0, from: 0, bytes: 1 << 30)
        var found: [UInt64: Int64] = [:]
        for record in batch.records {
            let token = batch.withParts(of: record) { key, _, _ in
                UInt64(String(decoding: key.dropFirst(4), as: UTF8.self)) ?? 0
            }
            found[token] = record.offset
        }
        for (token, offset) in acknowledged { #expect(found[token] == offset) }
        let last = try log.open(slot: 0, waker: CountingWaker())
        #expect(last.position(0).next == 9)
        log.close()
    }
}
