import SluiceEngine
import SluiceKernel

extension LogConformance {
    @Sendable static func keepsOrder(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        var expected: [[AppendRecord]] = Array(repeating: [], count: 4)
        let recorder = AppendRecorder()
        for call in 0..<50 {
            let records = (0..<20).map { record((call + $0) % 4, call * 20 + $0) }
            for record in records { expected[record.partition].append(record) }
            violations.expect(harness.wait { log.append(records, observer: recorder) }, "the queue stayed full")
        }
        violations.expect(harness.wait { recorder.count == 1_000 }, "\(recorder.count) outcomes of 1000")
        for partition in 0..<4 {
            let own = Set(expected[partition].map(\.token))
            violations.equal(
                recorder.heard.map(\.token).filter { own.contains($0) }, expected[partition].map(\.token),
                "order of the outcomes of partition \(partition)")
        }
        for slot in 0..<2 {
            let lane = try log.open(slot: slot, waker: CountingWaker())
            let batch = drain(lane, 500, harness)
            for partition in lane.partitions {
                compare(batch, partition: partition, from: 0, with: expected[partition], &violations)
                violations.equal(lane.end(partition), Int64(expected[partition].count), "end of partition \(partition)")
            }
            var more = RecordBatch()
            lane.poll(into: &more, bytes: 1_000)
            violations.expect(more.isEmpty, "records behind the last")
        }
        for partition in 0..<4 {
            for (offset, record) in expected[partition].enumerated() {
                violations.equal(recorder.offset(of: record.token), Int64(offset), "acknowledged offset")
            }
            let half = try log.read(.events, partition: partition, from: 100, bytes: 1 << 20)
            compare(half, partition: partition, from: 100, with: Array(expected[partition][100...]), &violations)
        }
    }

    @Sendable static func isVisibleAfterAcknowledgement(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var batch = RecordBatch()
        for number in 0..<20 {
            _ = append([record(0, number)], to: log, harness, &violations)
            violations.equal(try log.range(.events, partition: 0), 0..<Int64(number + 1), "range")
            violations.expect(harness.wait { lane.end(0) == number + 1 }, "end: \(lane.end(0)), expected \(number + 1)")
            violations.equal(
                try log.read(.events, partition: 0, from: Int64(number), bytes: 100).records.count, 1, "records read")
            batch = drain(lane, 1, bytes: 1_000, harness)
            violations.equal(batch.records.map(\.offset), [Int64(number)], "records polled")
        }
        violations.equal(
            try log.read(.events, partition: 0, from: 20, bytes: 100).records.count, 0, "records at the end")
    }

    @Sendable static func pollsInPieces(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        let early = try log.open(slot: 0, waker: CountingWaker())
        let records = (0..<400).map { record($0 % 2, $0, size: 100) }
        _ = append(records, to: log, harness, &violations)
        for lane in [early, try log.open(slot: 0, waker: CountingWaker())] where lane.lost == nil {
            var seen = 0
            var polls = 0
            var batch = RecordBatch()
            _ = harness.wait {
                lane.poll(into: &batch, bytes: 1_000)
                violations.expect(batch.byteCount < 80_000, "asked for 1000 bytes, got \(batch.byteCount)")
                seen += batch.records.count
                if !batch.isEmpty { polls += 1 }
                return seen >= 400
            }
            // The older opening may be told of the newer one at any moment.
            if lane === early, lane.lost != nil { continue }
            violations.equal(seen, 400, "records in \(polls) polls")
            violations.expect(polls > 3, "all in \(polls) polls")
        }
    }

    @Sendable static func pollsOwnPartitions(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        let (low, high) = (CountingWaker(), CountingWaker())
        let first = try log.open(slot: 0, waker: low)
        let second = try log.open(slot: 1, waker: high)
        violations.equal(first.partitions, 0..<2, "partitions of slot 0")
        violations.equal(second.partitions, 2..<4, "partitions of slot 1")
        let before = high.count
        let expected = [record(3, 1), record(3, 2)]
        _ = append(expected, to: log, harness, &violations)
        violations.expect(harness.wait { high.count > before }, "the lane was not woken")
        compare(drain(second, 2, harness), partition: 3, from: 0, with: expected, &violations)
        var batch = RecordBatch()
        first.poll(into: &batch, bytes: 1_000)
        violations.expect(batch.isEmpty, "slot 0 polls records of slot 1")
    }

    @Sendable static func seeks(_ harness: LogHarness, _ violations: inout Violations) throws {
        let log = try harness.open()
        defer { harness.close(log) }
        let records = (0..<10).map { record(1, $0) }
        _ = append(records, to: log, harness, &violations)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        _ = drain(lane, 10, harness)
        lane.seek(1, to: 4)
        compare(drain(lane, 6, harness), partition: 1, from: 4, with: Array(records[4...]), &violations)
        let more = [record(1, 10), record(0, 11)]
        _ = append(more, to: log, harness, &violations)
        let batch = drain(lane, 2, harness)
        compare(batch, partition: 1, from: 10, with: [more[0]], &violations)
        compare(batch, partition: 0, from: 0, with: [more[1]], &violations)
    }

    @Sendable static func keepsDefinitions(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        var records = (0..<3).map { record(0, $0) }
        for index in records.indices { records[index].topic = .definitions }
        _ = append(records, to: log, harness, &violations)
        harness.close(log)
        log = try harness.open()
        defer { harness.close(log) }
        violations.equal(try log.range(.definitions, partition: 0), 0..<3, "range of definitions")
        violations.equal(try log.range(.events, partition: 0), 0..<0, "range of events")
        compare(
            try log.read(.definitions, partition: 0, from: 0, bytes: 1_000), partition: 0, from: 0, with: records,
            &violations)
    }
}
