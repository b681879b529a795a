import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Synchronization
import Testing

/// `SLUICE_BENCH=1 swift test -c release --filter SluiceEmbeddedTests.Benchmarks`
@Suite("Figures", .serialized, .enabled(if: getenv("SLUICE_BENCH") != nil, "set SLUICE_BENCH=1"))
struct Benchmarks {
    final class Counter: AppendObserver {
        let acknowledged = Atomic(0)
        nonisolated(unsafe) private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        init() { sem_init(semaphore, 0, 0) }
        func appended(token: UInt64, outcome: AppendOutcome) {
            guard case .acknowledged = outcome else { fatalError("\(outcome)") }
            acknowledged.add(1, ordering: .relaxed)
            if token == 1 { sem_post(semaphore) }
        }
        func wait() { sem_wait(semaphore) }
    }

    static let shape = LogShape(partitions: 16, slots: 8)

    /// Half of it random hexadecimal text, as payloads are half compressible.
    static func payload(_ count: Int, _ seed: UInt64) -> [UInt8] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        let digits = Array("0123456789abcdef".utf8)
        var bytes = [UInt8](repeating: 0, count: count)
        for index in 0..<count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            bytes[index] = digits[Int(state & 15)]
        }
        return bytes
    }

    static func log(_ folder: TemporaryFolder) throws -> EmbeddedLog {
        try EmbeddedLog.open(folder: folder.path, shape: shape, options: options)
    }

    static var options: EmbeddedOptions {
        var options = EmbeddedOptions()
        for setting in String(cString: getenv("SLUICE_BENCH")).split(separator: ",") {
            let parts = setting.split(separator: "=")
            guard parts.count == 2, let value = Int(parts[1]) else { continue }
            switch parts[0] {
            case "memtable": options.memtableBytes = value << 20
            case "memtables": options.memtables = value
            case "group": options.groupBytes = value << 10
            case "compressed": options.compressed = value != 0
            case "tail": options.tailBytes = value << 20
            case "jobs": options.backgroundJobs = value
            default: break
            }
        }
        return options
    }

    /// Bytes that this process had written to the disk.
    static func written() -> Int {
        guard let file = fopen("/proc/self/io", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        while fgets(&line, 128, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.hasPrefix("write_bytes: ") {
                return Int(text.dropFirst(13).split(separator: "\n")[0]) ?? 0
            }
        }
        return 0
    }

    /// `SLUICE_BENCH=times=3` makes the long ones three times as long.
    static var times: Int {
        let settings = String(cString: getenv("SLUICE_BENCH")).split(separator: ",")
        return settings.first { $0.hasPrefix("times=") }.flatMap { Int($0.dropFirst(6)) } ?? 1
    }

    static func say(_ what: String, _ figure: Double, _ unit: String) {
        print("BENCH \(what): \(figure < 10 ? (figure * 100).rounded() / 100 : figure.rounded()) \(unit)")
    }

    static func quantiles(_ what: String, _ micros: [Int64]) {
        let sorted = micros.sorted()
        say(what + " p50", Double(sorted[sorted.count / 2]), "us")
        say(what + " p99", Double(sorted[sorted.count * 99 / 100]), "us")
    }

    @Test func loneAppends() throws {
        let folder = TemporaryFolder()
        let log = try Self.log(folder)
        let counter = Counter()
        var micros: [Int64] = []
        for number in 0..<600 {
            let record = AppendRecord(
                partition: number % 16, key: Array("order-\(number)".utf8), value: Self.payload(200, UInt64(number)),
                token: 1)
            let start = Clock.monotonic()
            _ = log.append([record], observer: counter)
            counter.wait()
            micros.append(Clock.monotonic() - start)
        }
        Self.quantiles("lone append", Array(micros.dropFirst(100)))
        log.close()
    }

    /// Lone appends while checkpoints are written without a pause: the two databases share a disk and two cores.
    @Test func loneAppendsBesideCheckpoints() throws {
        let folder = TemporaryFolder()
        let log = try Self.log(folder)
        let payloads = (0..<256).map { Self.payload(250, UInt64($0)) }
        let lane = try log.open(slot: 0, waker: CountingWaker())
        let counter = Counter()
        var micros: [Int64] = []
        var rounds = 0
        var isCommitting = false
        while rounds < 40 {
            if !isCommitting || lane.takeCommitOutcome() != nil {
                lane.commit(Self.checkpoint(rounds, cells: 30_000, size: 250, payloads: payloads))
                isCommitting = true
                rounds += 1
            }
            let record = AppendRecord(partition: rounds % 16, key: Array("order".utf8), value: payloads[7], token: 1)
            let start = Clock.monotonic()
            _ = log.append([record], observer: counter)
            counter.wait()
            micros.append(Clock.monotonic() - start)
        }
        Self.quantiles("lone append beside checkpoints", micros)
        Self.say("lone append beside checkpoints, longest", Double(micros.max() ?? 0), "us")
        log.close()
    }

    @Test(arguments: [(1_000_000, 200, 100, "single 200 B"), (20_000, 16_000, 4, "packed 16 KB of 80 events")])
    func appends(_ count: Int, _ size: Int, _ call: Int, _ name: String) throws {
        let count = count * Self.times
        let io = Self.written()
        let folder = TemporaryFolder()
        let log = try Self.log(folder)
        let payloads = (0..<256).map { Self.payload(size, UInt64($0)) }
        var calls: [[AppendRecord]] = []
        for first in stride(from: 0, to: count, by: call) {
            calls.append(
                (first..<first + call).map {
                    AppendRecord(
                        partition: $0 / call % 16, key: Array("order-\($0)".utf8), value: payloads[$0 & 255], token: 0)
                })
        }
        let counter = Counter()
        let cpu = clock()
        let start = Clock.monotonic()
        for call in calls {
            while !log.append(call, observer: counter) { usleep(100) }
        }
        while counter.acknowledged.load(ordering: .relaxed) < count { usleep(100) }
        let seconds = Double(Clock.monotonic() - start) / 1e6
        Self.say("append \(name)", Double(count) / seconds, "records/s")
        Self.say("append \(name)", Double(count * size) / seconds / 1e6, "MB/s")
        Self.say("append \(name) written to disk", Double(Self.written() - io) / Double(count * size), "of the payload")
        Self.say("append \(name) cpu", Double(clock() - cpu) / Double(count), "us/record")
        let statistics = log.statistics
        Self.say("append \(name) group", Double(count) / Double(statistics.groups), "records")
        Self.say("append \(name) tables", Double(statistics.tableBytes) / 1e6, "MB")
        try pollAll(log, count, name)
        log.close()
    }

    private func pollAll(_ log: EmbeddedLog, _ count: Int, _ name: String) throws {
        let lanes = try (0..<8).map { try log.open(slot: $0, waker: CountingWaker()) }
        var batch = RecordBatch()
        var seen = 0
        let start = Clock.monotonic()
        for lane in lanes {
            repeat {
                lane.poll(into: &batch, bytes: 1 << 20)
                seen += batch.records.count
            } while !batch.isEmpty
        }
        Self.say(
            "poll from the database, \(name)", Double(seen) / (Double(Clock.monotonic() - start) / 1e6), "records/s")
        #expect(seen == count)
    }

    @Test func tail() throws {
        let folder = TemporaryFolder()
        let log = try Self.log(folder)
        let lanes = try (0..<8).map { try log.open(slot: $0, waker: CountingWaker()) }
        var batch = RecordBatch()
        for lane in lanes { lane.poll(into: &batch, bytes: 1 << 20) }
        let payloads = (0..<256).map { Self.payload(200, UInt64($0)) }
        let counter = Counter()
        var seen = 0
        var micros: Int64 = 0
        for round in 0..<50 {
            let records = (0..<10_000).map {
                AppendRecord(partition: $0 % 16, key: Array("order-\($0)".utf8), value: payloads[$0 & 255])
            }
            while !log.append(records, observer: counter) { usleep(100) }
            while counter.acknowledged.load(ordering: .relaxed) < (round + 1) * 10_000 { usleep(100) }
            let start = Clock.monotonic()
            for lane in lanes {
                repeat {
                    lane.poll(into: &batch, bytes: 1 << 20)
                    seen += batch.records.count
                } while !batch.isEmpty
            }
            micros += Clock.monotonic() - start
        }
        #expect(seen == 500_000)
        Self.say("poll from the tail", Double(seen) / (Double(micros) / 1e6), "records/s")
        let start = Clock.monotonic()
        for _ in 0..<1_000_000 { lanes[0].poll(into: &batch, bytes: 1 << 20) }
        Self.say("poll of nothing", Double(Clock.monotonic() - start) / 1_000, "ns")
        log.close()
    }

    static func checkpoint(_ round: Int, cells count: Int, size: Int, payloads: [[UInt8]]) -> Checkpoint {
        var checkpoint = Checkpoint(number: UInt64(round + 1))
        for partition in 0..<2 {
            var keys = (0..<count / 2).map { number -> [UInt8] in
                let id = UInt64(round * count + number * 2 + partition) &* 0x9e37_79b9_7f4a_7c15
                return [2] + Array("order-\(String(id, radix: 16))".utf8)
            }
            keys.sort { $0.lexicographicallyPrecedes($1) }
            var cells = CellBatch()
            for (index, key) in keys.enumerated() { cells.put(key, payloads[(index + round) & 255]) }
            checkpoint.partitions.append(
                Checkpoint.Part(partition: partition, cells: cells, index: CellBatch(), position: Position()))
        }
        return checkpoint
    }

    @Test func checkpoints() throws {
        let folder = TemporaryFolder()
        let log = try Self.log(folder)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        let payloads = (0..<256).map { Self.payload(250, UInt64($0)) }
        var micros: [Int64] = []
        let rounds = 40 * Self.times
        let io = Self.written()
        var cpu = 0
        for round in 0..<rounds {
            let checkpoint = Self.checkpoint(round, cells: 30_000, size: 250, payloads: payloads)
            let start = Clock.monotonic()
            let before = clock()
            lane.commit(checkpoint)
            var outcome: CommitOutcome?
            while outcome == nil {
                usleep(50)
                outcome = lane.takeCommitOutcome()
            }
            micros.append(Clock.monotonic() - start)
            cpu += clock() - before
            #expect(outcome == .committed)
        }
        Self.quantiles("checkpoint of 30,000 cells of 250 B", micros)
        Self.say(
            "checkpoint written to disk", Double(Self.written() - io) / Double(rounds * 30_000 * 250), "of the payload")
        Self.say("checkpoint cpu", Double(cpu) / Double(rounds * 30_000), "us/cell")
        Self.say(
            "checkpoint cells/s while writing", 30_000 * Double(rounds) / (Double(micros.reduce(0, +)) / 1e6), "cells/s"
        )
        var found = 0
        for (name, prefix) in [("present", "order-"), ("absent", "other-")] {
            let keys = (0..<100_000).map { number -> [UInt8] in
                let id = UInt64(number * 2) &* 0x9e37_79b9_7f4a_7c15
                return [2] + Array("\(prefix)\(String(id, radix: 16))".utf8)
            }
            let start = Clock.monotonic()
            for key in keys where lane.get(0, key) != nil { found += 1 }
            Self.say("get of \(name) cells", Double(Clock.monotonic() - start) / 100, "ns")
        }
        #expect(found == 100_000)
        log.close()
    }

    /// Two events and two cells of 200 B an instance.
    @Test func limit() throws {
        let folder = TemporaryFolder()
        let payloads = (0..<256).map { Self.payload(200, UInt64($0)) }
        let instances = 300_000
        let groups = stride(from: 0, to: instances, by: 2_000).map { first in
            (first * 2..<(first + 2_000) * 2).map {
                AppendRecord(partition: $0 % 16, key: Array("order-\($0 / 2)".utf8), value: payloads[$0 & 255])
            }
        }
        let checkpoints = (0..<instances * 2 / 30_000).map {
            Self.checkpoint($0, cells: 30_000, size: 200, payloads: payloads)
        }
        let limit = try EmbeddedLimit(folder: folder.path, shape: Self.shape, options: Self.options)
        let result = try limit.run(groups: groups, checkpoints: checkpoints)
        Self.say("limit", Double(instances) / result.seconds, "instances/s")
        Self.say("limit", Double(result.records + result.cells) / result.seconds, "puts/s")
        Self.say("limit events", Double(result.records) / result.eventSeconds, "puts/s")
        Self.say("limit cells", Double(result.cells) / result.checkpointSeconds, "puts/s")
        limit.close()
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        Self.say("largest resident size, generator's data included", Double(usage.ru_maxrss) / 1_024, "MB")
    }
}
