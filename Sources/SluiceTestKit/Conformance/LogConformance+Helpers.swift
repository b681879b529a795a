import SluiceEngine
import SluiceKernel

extension LogConformance {
    static func record(_ partition: Int, _ number: Int, token: UInt64? = nil, size: Int = 0) -> AppendRecord {
        AppendRecord(
            partition: partition, key: Array("key-\(number)".utf8),
            headers: number % 3 == 0 ? [RecordHeader("ce_id", Array("\(number)".utf8))] : [],
            value: Array("value-\(number)".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size),
            token: token ?? UInt64(number))
    }

    /// Appends and waits for all outcomes.
    static func append(
        _ records: [AppendRecord], to log: any EventLog, _ harness: LogHarness, _ violations: inout Violations
    ) -> AppendRecorder {
        let recorder = AppendRecorder()
        let taken = harness.wait { log.append(records, observer: recorder) }
        violations.expect(taken, "the queue stayed full")
        let all = harness.wait { recorder.count == records.count }
        violations.expect(all, "\(recorder.count) outcomes of \(records.count)")
        for heard in recorder.heard {
            if case .acknowledged = heard.outcome { continue }
            violations.fail("record \(heard.token): \(heard.outcome)")
        }
        return recorder
    }

    /// Polls until `count` records are there.
    static func drain(_ lane: any LaneLog, _ count: Int, bytes: Int = 1 << 20, _ harness: LogHarness) -> RecordBatch {
        var all = RecordBatch()
        var batch = RecordBatch()
        _ = harness.wait {
            lane.poll(into: &batch, bytes: bytes)
            all.append(contentsOf: batch)
            return all.records.count >= count
        }
        return all
    }

    static func commit(
        _ checkpoint: Checkpoint, _ lane: any LaneLog, _ harness: LogHarness
    ) -> CommitOutcome {
        lane.commit(checkpoint)
        var outcome: CommitOutcome?
        _ = harness.wait {
            outcome = lane.takeCommitOutcome()
            return outcome != nil
        }
        return outcome ?? .unknown(LogError(.io, "no outcome came"))
    }

    /// Reads a topic until `count` records of a partition are there: a log may show them a little later than it says that they
    /// are committed.
    static func outputs(
        _ count: Int, of topic: LogTopic, _ partition: Int, _ log: any EventLog, _ harness: LogHarness
    ) throws(LogError) -> RecordBatch {
        var batch = RecordBatch()
        var failure: LogError?
        _ = harness.wait {
            do throws(LogError) {
                batch = try log.read(topic, partition: partition, from: 0, bytes: 1_000)
            } catch { failure = error }
            return failure != nil || batch.records.count >= count
        }
        if let failure { throw failure }
        return batch
    }

    static func cells(_ pairs: [(String, String?)]) -> CellBatch {
        var batch = CellBatch()
        for (key, value) in pairs.sorted(by: { Array($0.0.utf8).lexicographicallyPrecedes(Array($1.0.utf8)) }) {
            if let value { batch.put(Array(key.utf8), Array(value.utf8)) } else { batch.delete(Array(key.utf8)) }
        }
        return batch
    }

    /// The position's hash is the sum over `cells`: right for a partition whose first cells they are.
    static func part(
        _ partition: Int, next: Int64, cells: CellBatch = CellBatch(), index: CellBatch = CellBatch()
    ) -> Checkpoint.Part {
        var hash = StateHash()
        for cell in cells.cells {
            cells.withBytes(cell) { key, value in
                if let value { hash.add(StateHash.cell(key: key, value: value)) }
            }
        }
        return Checkpoint.Part(
            partition: partition, cells: cells, index: index,
            position: Position(
                next: next, hash: hash, previousHash: StateHash(high: 1, low: UInt64(next)), exists: true))
    }

    static func output(_ partition: Int, _ number: Int, into batch: inout RecordBatch) {
        let record = record(partition, number)
        let headers = record.headers.isEmpty ? [] : RecordHeader.encode(record.headers.map { ($0.name, $0.value) })
        record.key.withUnsafeBytes { key in
            record.value.withUnsafeBytes { value in
                headers.withUnsafeBytes {
                    batch.append(partition: partition, offset: 0, time: 0, key: key, value: value, headers: $0)
                }
            }
        }
    }

    /// Compares records with what was appended, `expected` by offset.
    static func compare(
        _ batch: RecordBatch, partition: Int, from first: Int64, with expected: [AppendRecord],
        isDense: Bool = true, _ violations: inout Violations
    ) {
        let found = batch.records.filter { Int($0.partition) == partition }
        violations.equal(found.count, expected.count, "records of partition \(partition)")
        var last: Int64 = 0
        for (index, (record, wanted)) in zip(found, expected).enumerated() {
            if isDense { violations.equal(record.offset, first + Int64(index), "offset in partition \(partition)") }
            violations.expect(record.time >= last, "time falls at \(record.offset) of partition \(partition)")
            last = record.time
            batch.withParts(of: record) { key, value, headers in
                violations.expect(key.elementsEqual(wanted.key), "key of \(record.offset) in partition \(partition)")
                violations.expect(
                    value.map { $0.elementsEqual(wanted.value) } ?? false,
                    "value of \(record.offset) in partition \(partition)")
                let decoded = try? RecordHeader.decode(headers)
                violations.expect(decoded == wanted.headers, "headers of \(record.offset) in partition \(partition)")
            }
        }
    }
}
