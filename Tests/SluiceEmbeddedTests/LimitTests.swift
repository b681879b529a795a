import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import TestFolders
import Testing

@Suite("The limit puts what a log has written again")
struct LimitTests {
    @Test("All that came before and within the span, nothing behind it")
    func span() throws {
        let folder = TemporaryFolder()
        let log = try TestLog.open(folder.path, TestLog.options { $0.keepsWrites = true })
        let lane = try log.open(slot: 0, waker: CountingWaker())
        func write(_ number: UInt64) throws -> EmbeddedMark {
            TestLog.append([TestLog.record(0, number)], to: log)
            let next = Int64(number) + 1
            #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: next, cells: [("a", "\(next)")])) == .committed)
            return try EmbeddedMark(of: log)
        }
        let start = try write(0)
        let end = try write(1)
        _ = try write(2)
        func writes(after start: EmbeddedMark?, through end: EmbeddedMark) throws -> EmbeddedLimit.Writes {
            var writes = EmbeddedLimit.Writes()
            try log.forEachWrite(after: start, through: end) { writes.add($0, isState: $1) }
            return writes
        }
        let before = try writes(after: nil, through: start)
        let within = try writes(after: start, through: end)
        log.close()
        #expect(within.events.count == 1 && within.state.count == 1)
        let other = TemporaryFolder()
        let limit = try EmbeddedLimit(folder: other.path, shape: log.shape, options: TestLog.options())
        #expect(try limit.put(before) > 0)
        #expect(try limit.put(within) > 0)
        limit.close()
        let again = try TestLog.open(other.path)
        #expect(try again.range(.events, partition: 0) == 0..<2)
        #expect(try again.open(slot: 0, waker: CountingWaker()).get(0, Array("a".utf8)) == Array("2".utf8))
        again.close()
    }
}
