import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import TestFolders
import Testing

@Suite("Appends")
struct AppendTests {
    let folder = TemporaryFolder()

    @Test("From many threads: each caller's records keep their order, offsets have no gap")
    func manyThreads() async throws {
        let log = try TestLog.open(folder.path)
        let recorders = (0..<4).map { _ in AppendRecorder() }
        await withTaskGroup(of: Void.self) { group in
            for (caller, recorder) in recorders.enumerated() {
                group.addTask {
                    for number in 0..<500 {
                        let records = (0..<3).map {
                            TestLog.record($0, UInt64(caller * 1_000_000 + number * 10 + $0))
                        }
                        while !log.append(records, observer: recorder) { Sleep.briefly() }
                    }
                }
            }
        }
        for recorder in recorders { #expect(TestLog.wait { recorder.count == 1_500 }) }
        for partition in 0..<3 {
            let batch = try log.read(.events, partition: partition, from: 0, bytes: 10 << 20)
            #expect(batch.records.map(\.offset) == Array(0..<2_000))
            var last = [Int](repeating: -1, count: 4)
            for record in batch.records {
                let token = batch.withParts(of: record) { key, _, _ in
                    Int(String(decoding: key.dropFirst(4), as: UTF8.self)) ?? 0
                }
                #expect(token % 1_000_000 > last[token / 1_000_000])
                last[token / 1_000_000] = token % 1_000_000
                #expect(recorders[token / 1_000_000].offset(of: UInt64(token)) == record.offset)
            }
        }
        #expect(log.statistics.records == 6_000)
        #expect(log.statistics.groups < 2_000)
        log.close()
    }

    @Test("A full queue takes nothing, and takes again when there is room")
    func fullQueue() throws {
        let log = try TestLog.open(folder.path, TestLog.options { $0.queueRecords = 50 })
        let recorder = AppendRecorder()
        var refused = 0
        var taken = 0
        for number in 0..<3_000 {
            let records = (0..<10).map { TestLog.record(0, UInt64(number * 10 + $0)) }
            if log.append(records, observer: recorder) { taken += 10 } else { refused += 1 }
        }
        #expect(refused > 0)
        #expect(TestLog.wait { recorder.count == taken })
        #expect(try log.range(.events, partition: 0) == 0..<Int64(taken))
        log.close()
    }

    @Test("Replies go to whoever asked to hear them, at once, and are kept nowhere")
    func replies() throws {
        let log = try TestLog.open(folder.path)
        let heard = Mutex<[[UInt8]]>([])
        _ = log.receiveReplies { reply in heard.withLock { $0.append(reply.value) } }
        let recorder = AppendRecorder()
        var reply = TestLog.record(3, 7)
        reply.topic = .replies
        #expect(log.append([reply], observer: recorder))
        #expect(heard.withLock { $0 } == [reply.value])
        #expect(recorder.heard.first?.outcome == .acknowledged(offset: -1))
        #expect(log.append([TestLog.record(0, 1), reply, TestLog.record(0, 2)], observer: recorder))
        #expect(TestLog.wait { recorder.count == 4 })
        #expect(try log.range(.events, partition: 0) == 0..<2)
        #expect(TestLog.error { _ = try log.range(.replies, partition: 0) }?.code == .mismatch)
        log.close()
    }

    @Test("What nobody appends to is refused, with what its call has behind it")
    func refused() throws {
        let log = try TestLog.open(folder.path)
        var outcome = TestLog.record(0, 2)
        outcome.topic = .outcomes
        let recorder = TestLog.append(
            [TestLog.record(0, 1), outcome, TestLog.record(0, 3), TestLog.record(99, 4)], to: log)
        #expect(recorder.offset(of: 1) == 0)
        let failed = recorder.heard.filter { if case .failed = $0.outcome { true } else { false } }
        #expect(failed.map(\.token) == [2, 3, 4])
        #expect(try log.range(.events, partition: 0) == 0..<1)
        log.close()
    }

    @Test("A lane that falls behind the tail in memory reads the database and loses nothing")
    func behindTail() throws {
        let log = try TestLog.open(
            folder.path,
            TestLog.options {
                $0.tailBytes = 20_000
                $0.groupBytes = 5_000
            })
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var batch = RecordBatch()
        var seen: [[Int64]] = [[], []]
        var appended = 0
        for round in 0..<60 {
            let records = (0..<(round % 3 == 0 ? 200 : 5)).map { TestLog.record($0 % 2, UInt64($0)) }
            TestLog.append(records, to: log)
            appended += records.count
            for _ in 0..<(round % 7) {
                lane.poll(into: &batch, bytes: 3_000)
                for record in batch.records { seen[Int(record.partition)].append(record.offset) }
            }
        }
        repeat {
            lane.poll(into: &batch, bytes: 3_000)
            for record in batch.records { seen[Int(record.partition)].append(record.offset) }
        } while !batch.isEmpty
        #expect(seen[0].count + seen[1].count == appended)
        for offsets in seen { #expect(offsets == (0..<Int64(offsets.count)).map { $0 }) }
        log.close()
    }
}
