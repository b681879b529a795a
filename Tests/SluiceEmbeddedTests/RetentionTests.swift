import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import TestFolders
import Testing

@Suite("Retention")
struct RetentionTests {
    let folder = TemporaryFolder()

    @Test("By age: what is older goes, but nothing above the checkpoint")
    func age() throws {
        let wall = Atomic<Int64>(0)
        let log = try TestLog.open(
            folder.path,
            TestLog.options {
                $0.retention.age = 1_000
                $0.wallClock = { wall.load(ordering: .relaxed) }
            })
        for time in 1...20 {
            wall.store(Int64(time) * 100, ordering: .relaxed)
            TestLog.append([TestLog.record(0, UInt64(time)), TestLog.record(1, UInt64(time))], to: log)
        }
        let lane = try log.open(slot: 0, waker: CountingWaker())
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 20)) == .committed)
        #expect(TestLog.commit(lane, TestLog.checkpoint(1, next: 3)) == .committed)
        #expect(try log.retain(now: 2_500) == 14 + 3)
        #expect(try log.range(.events, partition: 0) == 14..<20)
        #expect(try log.range(.events, partition: 1) == 3..<20)
        #expect(try log.retain(now: 2_500) == 0)
        log.close()
    }

    @Test("By size: not what is above the checkpoint, however much there is of it")
    func unfolded() throws {
        let options = TestLog.options {
            $0.memtableBytes = 256 << 10
            $0.compressed = false
            $0.retention.age = nil
            $0.retention.bytes = 100_000
        }
        var log = try TestLog.open(folder.path, options)
        for _ in 0..<20 { TestLog.append((0..<100).map { TestLog.record(0, $0, size: 1_000) }, to: log) }
        log.close()
        // What is in table files has a size: now all of it is.
        log = try TestLog.open(folder.path, options)
        var lane = try log.open(slot: 0, waker: CountingWaker())
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 500)) == .committed)
        #expect(try log.retain() == 500)
        #expect(try log.range(.events, partition: 0) == 500..<2_000)
        log.close()

        log = try TestLog.open(folder.path, options)
        lane = try log.open(slot: 0, waker: CountingWaker())
        var batch = RecordBatch()
        var polled: [Int64] = []
        repeat {
            lane.poll(into: &batch, bytes: 1 << 20)
            polled += batch.records.map(\.offset)
        } while !batch.isEmpty
        #expect(polled == Array(500..<2_000))
        // Once they are folded, about as much is kept as was asked for.
        #expect(TestLog.commit(lane, TestLog.checkpoint(0, next: 2_000)) == .committed)
        try log.retain()
        let kept = try log.range(.events, partition: 0)
        #expect(kept.upperBound == 2_000)
        #expect((20...150).contains(kept.count), "\(kept)")
        log.close()
    }

    @Test("By size: the store stops growing under steady load")
    func size() throws {
        let log = try TestLog.open(
            folder.path,
            TestLog.options {
                $0.memtableBytes = 256 << 10
                $0.compressed = false
                $0.retention.age = nil
                $0.retention.bytes = 1 << 20
            })
        let lane = try log.open(slot: 0, waker: CountingWaker())
        for round in 1...60 {
            TestLog.append((0..<500).map { TestLog.record(0, UInt64($0), size: 1_000) }, to: log)
            var checkpoint = TestLog.checkpoint(0, next: Int64(round * 500), cells: [("a", "\(round)")])
            for _ in 0..<100 {
                [UInt8](repeating: 7, count: 1_000).withUnsafeBytes {
                    checkpoint.outcomes.append(
                        partition: 1, offset: 0, time: 0, key: $0, value: $0,
                        headers: UnsafeRawBufferPointer(start: nil, count: 0))
                }
            }
            #expect(TestLog.commit(lane, checkpoint) == .committed)
            try log.retain()
        }
        // 30 MB of events and 12 MB of outcomes went in. Compaction may lag behind on a busy machine.
        #expect(TestLog.wait { log.statistics.tableBytes < 12 << 20 })
        #expect(try log.range(.events, partition: 0).count < 8_000)
        #expect(try log.range(.outcomes, partition: 1).count < 3_000)
        log.close()
        let again = try TestLog.open(folder.path)
        let range = try again.range(.events, partition: 0)
        #expect(range.lowerBound > 0)
        #expect(range.upperBound == 30_000)
        #expect(
            try again.read(.events, partition: 0, from: range.lowerBound, bytes: 100 << 20).records.count == range.count
        )
        again.close()
    }
}
