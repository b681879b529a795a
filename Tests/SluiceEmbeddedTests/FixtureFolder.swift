import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// A small data folder with the same contents every time, to be kept with a release and read by later ones.
///
/// `SLUICE_WRITE_FIXTURE=<folder> swift test --filter SluiceEmbeddedTests.FixtureTests` writes one.
enum FixtureFolder {
    static let shape = LogShape(partitions: 4, slots: 2)
    static let start: Int64 = 1_700_000_000_000

    static func record(_ number: Int) -> AppendRecord {
        AppendRecord(
            partition: number % 4, key: Array("order-\(number)".utf8),
            headers: number % 5 == 0 ? [RecordHeader("ce_type", Array("started".utf8))] : [],
            value: Array("{\"number\":\(number)}".utf8), token: UInt64(number))
    }

    static func definition(_ number: Int) -> AppendRecord {
        AppendRecord(topic: .definitions, partition: 0, value: Array("definition \(number)".utf8))
    }

    private static func options() -> EmbeddedOptions { TestLog.options { $0.wallClock = { start } } }

    /// Writes it: records in table files and in the write-ahead log, state at a position, outputs, a trimmed partition.
    static func write(to folder: String) throws {
        for half in 0..<2 {
            let log = try EmbeddedLog.open(folder: folder, shape: shape, options: options())
            TestLog.append((half * 100..<(half + 1) * 100).map(record), to: log)
            TestLog.append([definition(half)], to: log)
            for slot in 0..<2 {
                let lane = try log.open(slot: slot, waker: CountingWaker())
                var checkpoint = Checkpoint(number: 1)
                for partition in lane.partitions {
                    var cells = CellBatch()
                    for number in 0..<10 {
                        cells.put(
                            [2] + Array("order-\(number)".utf8), Array("cell \(half) \(partition) \(number)".utf8))
                    }
                    if half == 1 { cells.delete([2] + Array("order-a".utf8)) }
                    if half == 0 { cells.put([2] + Array("order-a".utf8), [1]) }
                    let next = Int64(half * 25 + 20)
                    let hash = StateHash(high: UInt64(half), low: UInt64(partition))
                    checkpoint.partitions.append(
                        Checkpoint.Part(
                            partition: partition, cells: cells, index: CellBatch(),
                            position: Position(next: next, hash: hash, exists: true)))
                    Array("outcome \(half) \(partition)".utf8).withUnsafeBytes {
                        checkpoint.outcomes.append(
                            partition: partition, offset: 0, time: 0, key: $0, value: $0,
                            headers: UnsafeRawBufferPointer(start: nil, count: 0))
                    }
                }
                #expect(TestLog.commit(lane, checkpoint) == .committed)
            }
            if half == 1 { try log.trim(partition: 3, below: 7) }
            log.close()
        }
    }

    /// Compares a folder, which is changed by being opened, with what ``write(to:)`` wrote.
    static func verify(_ folder: String) throws {
        let log = try EmbeddedLog.open(folder: folder, shape: shape, options: options())
        defer { log.close() }
        for partition in 0..<4 {
            let first: Int64 = partition == 3 ? 7 : 0
            #expect(try log.range(.events, partition: partition) == first..<50)
            let batch = try log.read(.events, partition: partition, from: first, bytes: 1 << 20)
            #expect(batch.records.map(\.offset) == Array(first..<50))
            for record in batch.records {
                let expected = Self.record(Int(record.offset) * 4 + partition)
                #expect(record.time == start)
                batch.withParts(of: record) { key, value, headers in
                    #expect(Array(key) == expected.key)
                    #expect(value.map { Array($0) } == expected.value)
                    #expect((try? RecordHeader.decode(headers)) == expected.headers)
                }
            }
            let lane = try log.open(slot: partition / 2, waker: CountingWaker())
            let position = lane.position(partition)
            #expect(position.next == 45)
            #expect(position.hash == StateHash(high: 1, low: UInt64(partition)))
            var cells: [String] = []
            lane.scan(partition, from: [], to: [0xff]) { _, value in
                cells.append(String(decoding: value, as: UTF8.self))
                return true
            }
            #expect(cells == (0..<10).map { "cell 1 \(partition) \($0)" })
            let outcomes = try log.read(.outcomes, partition: partition, from: 0, bytes: 1 << 20)
            #expect(outcomes.records.count == 2)
        }
        #expect(try log.range(.definitions, partition: 0) == 0..<2)
    }
}
