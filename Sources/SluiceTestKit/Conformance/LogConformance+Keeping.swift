import SluiceEngine
import SluiceKernel

extension LogConformance {
    @Sendable static func trims(_ harness: LogHarness, _ violations: inout Violations) throws {
        var log = try harness.open()
        let records = (0..<20).map { record(0, $0) }
        _ = append(records, to: log, harness, &violations)
        try log.trim(partition: 0, below: 10)
        violations.equal(try log.range(.events, partition: 0), 0..<20, "range, nothing committed")
        var lane = try log.open(slot: 0, waker: CountingWaker())
        violations.equal(
            commit(Checkpoint(number: 1, partitions: [part(0, next: 8)]), lane, harness), .committed, "outcome")
        try log.trim(partition: 0, below: 5)
        violations.equal(try log.range(.events, partition: 0), 5..<20, "range, within the checkpoint")
        try log.trim(partition: 0, below: 15)
        violations.equal(try log.range(.events, partition: 0), 8..<20, "range, asked beyond the checkpoint")
        try log.trim(partition: 0, below: 3)
        violations.equal(try log.range(.events, partition: 0), 8..<20, "range, asked below it")
        do {
            _ = try log.read(.events, partition: 0, from: 7, bytes: 100)
            violations.fail("a deleted record was read")
        } catch {
            violations.equal(error.code, .outOfRange, "reading what is deleted")
        }
        violations.equal(
            commit(Checkpoint(number: 2, partitions: [part(0, next: 20)]), lane, harness), .committed, "outcome")
        try log.trim(partition: 0, below: 20)
        harness.close(log)
        log = try harness.open()
        defer { harness.close(log) }
        violations.equal(try log.range(.events, partition: 0), 20..<20, "range, all deleted, after a restart")
        let recorder = append([record(0, 20)], to: log, harness, &violations)
        violations.equal(recorder.offset(of: 20), 20, "the next offset")
        lane = try log.open(slot: 0, waker: CountingWaker())
        compare(drain(lane, 1, harness), partition: 0, from: 20, with: [record(0, 20)], &violations)
    }

    @Sendable static func keepsTime(_ harness: LogHarness, _ violations: inout Violations) throws {
        guard let setWall = harness.setWall else { return }
        let walls: [Int64] = [5_000, 7_000, 6_000, 1_000, 9_000]
        let expected: [Int64] = [5_000, 7_000, 7_000, 7_000, 9_000]
        for (number, wall) in walls.enumerated() {
            setWall(wall)
            let log = try harness.open()
            _ = append([record(number % 2, number)], to: log, harness, &violations)
            let batch = try log.read(.events, partition: number % 2, from: Int64(number / 2), bytes: 100)
            violations.equal(batch.records.first?.time, expected[number], "time at wall \(wall)")
            harness.close(log)
        }
    }

    @Sendable static func refusesSecondOpening(_ harness: LogHarness, _ violations: inout Violations) throws {
        guard let code = harness.openTwice else { return }
        let log = try harness.open()
        do {
            harness.close(try harness.open())
            violations.fail("a log that is open was opened again")
        } catch let error {
            violations.equal(error.code, code, "opening twice")
        }
        _ = append([record(0, 1)], to: log, harness, &violations)
        harness.close(log)
        harness.close(try harness.open())
    }

    /// Calls go on while writes fail: what follows a failed record of a call is not in the log, and what is in the log is
    /// what was acknowledged, in order, with what is unknown perhaps between. 5 MB are appended before, during and after.
    @Sendable static func failsInOrder(_ harness: LogHarness, _ violations: inout Violations) throws {
        guard let failWrites = harness.failWrites else { return }
        var log = try harness.open()
        let recorder = AppendRecorder()
        var handedOver = 0
        func send(_ calls: Int) {
            for _ in 0..<calls {
                let records = (0..<5).map { record(0, handedOver + $0, size: 50_000) }
                if harness.wait({ log.append(records, observer: recorder) }) { handedOver += 5 }
            }
        }
        send(20)
        violations.expect(harness.wait { recorder.count == handedOver }, "outcomes before the fault")
        failWrites(true)
        send(20)
        violations.expect(harness.wait { recorder.count == handedOver }, "outcomes during the fault")
        failWrites(false)
        send(20)
        violations.expect(harness.wait { recorder.count == handedOver }, "outcomes after the fault")

        var acknowledged: [Int64: UInt64] = [:]
        var failed: Set<UInt64> = []
        for heard in recorder.heard {
            switch heard.outcome {
            case .acknowledged(let offset): acknowledged[offset] = heard.token
            case .failed, .refused: failed.insert(heard.token)
            case .unknown: break
            }
        }
        violations.expect(
            acknowledged.count >= 200,
            "\(acknowledged.count) acknowledged, 200 were sent without a fault; \(outcomes(recorder))")
        violations.expect(acknowledged.count < handedOver, "no append failed")
        harness.close(log)
        log = try harness.open()
        defer { harness.close(log) }
        let batch = try log.read(.events, partition: 0, from: 0, bytes: 1 << 30)
        var last: Int64 = -1
        for record in batch.records {
            let number = batch.withParts(of: record) { key, _, _ in
                Int64(String(decoding: key.dropFirst(4), as: UTF8.self)) ?? -1
            }
            violations.expect(number > last, "\(number) behind \(last)")
            violations.expect(!failed.contains(UInt64(number)), "\(number) failed and is in the log")
            if let token = acknowledged.removeValue(forKey: record.offset) {
                violations.equal(UInt64(number), token, "record at acknowledged offset \(record.offset)")
            }
            last = number
        }
        violations.expect(acknowledged.isEmpty, "\(acknowledged.count) acknowledged records are gone")
    }

    /// What was heard in a row, for people.
    private static func outcomes(_ recorder: AppendRecorder) -> String {
        var rows: [(what: String, count: Int)] = []
        for heard in recorder.heard {
            let what =
                switch heard.outcome {
                case .acknowledged: "acknowledged"
                case .failed(let error): "failed: \(error)"
                case .unknown(let error): "unknown: \(error)"
                case .refused(let error): "refused: \(error)"
                }
            if rows.last?.what == what { rows[rows.count - 1].count += 1 } else { rows.append((what, 1)) }
        }
        return rows.map { "\($0.count) \($0.what)" }.joined(separator: "; ")
    }
}
