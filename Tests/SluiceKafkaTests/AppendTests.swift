import SluiceEngine
import SluiceKernel
import Synchronization
import Testing

@testable import SluiceKafka

extension OnBroker {
    private final class Outcomes: AppendObserver {
        let heard = Mutex<[UInt64: AppendOutcome]>([:])
        func appended(token: UInt64, outcome: AppendOutcome) { heard.withLock { $0[token] = outcome } }
        func wait(_ count: Int) -> [UInt64: AppendOutcome] {
            let deadline = Clock.monotonic() + 30_000_000
            while heard.withLock({ $0.count }) < count && Clock.monotonic() < deadline {
                Latch().wait(microseconds: 1_000)
            }
            return heard.withLock { $0 }
        }
    }

    @Test func `nothing passes a record that the broker refuses`() throws {
        // The client lets through what the topic does not take.
        let log = try connect("gapless", partitions: 1) { $0.properties["message.max.bytes"] = "8000000" }
        defer { log.close() }
        var random = SystemRandomNumberGenerator()
        func record(_ token: UInt64, size: Int = 10) -> AppendRecord {
            let noise = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            return AppendRecord(partition: 0, key: Array("\(token)".utf8), value: noise, token: token)
        }
        let outcomes = Outcomes()
        #expect(log.append([record(1), record(2, size: 4_000_000), record(3), record(4)], observer: outcomes))
        let heard = outcomes.wait(4)
        for token in UInt64(2)...4 {
            if case .acknowledged = heard[token] { #expect(Bool(false), "record \(token) was acknowledged") }
        }
        // The producer comes back; what came to nothing is sent again.
        let again = Outcomes()
        let records = [record(3), record(4)]
        let deadline = Clock.monotonic() + 30_000_000
        while !log.append(records, observer: again) {
            guard Clock.monotonic() < deadline else { break }
            Latch().wait(microseconds: 10_000)
        }
        for (_, outcome) in again.wait(2) {
            guard case .acknowledged = outcome else { return #expect(Bool(false), "\(outcome)") }
        }
        let batch = try log.read(.events, partition: 0, from: 0, bytes: 1 << 20)
        let keys = batch.records.map { record in
            batch.withParts(of: record) { key, _, _ in String(decoding: key, as: UTF8.self) }
        }
        #expect(keys == ["1", "3", "4"] || keys == ["3", "4"], "\(keys)")
    }

    @Test func `records come back as they were appended`() throws {
        let log = try connect("records", partitions: 1)
        defer { log.close() }
        let records = [
            AppendRecord(
                partition: 0, key: [1], headers: [RecordHeader("a", [9]), RecordHeader("b", [])], value: [7], token: 1),
            AppendRecord(partition: 0, value: [], token: 2),
            AppendRecord(partition: 0, key: [], value: Array("text".utf8), token: 3),
        ]
        let outcomes = Outcomes()
        #expect(log.append(records, observer: outcomes))
        let heard = outcomes.wait(3)
        #expect(heard == [1: .acknowledged(offset: 0), 2: .acknowledged(offset: 1), 3: .acknowledged(offset: 2)])
        #expect(try log.range(.events, partition: 0) == 0..<3)
        let batch = try log.read(.events, partition: 0, from: 0, bytes: 1 << 20)
        try #require(batch.records.count == 3)
        for (record, wanted) in zip(batch.records, records) {
            try batch.withParts(of: record) { key, value, headers in
                #expect(key.elementsEqual(wanted.key))
                #expect(value.map { Array($0) } == wanted.value)
                let decoded = try RecordHeader.decode(headers)
                #expect(decoded == wanted.headers)
            }
        }
        #expect(batch.records.allSatisfy { abs($0.time - Clock.wall()) < 60_000 })
    }
}
