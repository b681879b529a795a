import SluiceKernel

/// One partition of a log, folded again up to an offset, into a state of the replay's own.
///
/// It says that more is always to come, so that its lane never goes live: no task is handed out, no clock event appended.
final class ReplayLane: LaneLog {
    let partitions: Range<Int>
    private(set) var lost: LogError?
    private let reader: any LogReader
    private let last: Int64
    private let state: any ReplayState
    private let keepsEnds: Bool
    private var next: Int64
    private var outcome: CommitOutcome?
    /// Nothing more of the range is to be read.
    private(set) var isRead: Bool
    /// Where reading ended.
    private(set) var readTo: Int64
    /// The offset behind the last record that was given out.
    private(set) var givenTo: Int64

    /// - Parameters:
    ///   - last: the offset behind the last record to fold.
    ///   - keepsEnds: whether how each instance ended is put into the state as well.
    init(partition: Int, reader: any LogReader, to last: Int64, state: any ReplayState, keepsEnds: Bool) {
        partitions = partition..<partition + 1
        self.reader = reader
        self.last = last
        self.state = state
        self.keepsEnds = keepsEnds
        next = state.position.next
        isRead = next >= last
        readTo = next
        givenTo = next
    }

    func position(_ partition: Int) -> Position { state.position }

    func end(_ partition: Int) -> Int64 { .max }

    func seek(_ partition: Int, to offset: Int64) { next = offset }

    func poll(into batch: inout RecordBatch, bytes: Int) {
        batch.removeAll()
        guard !isRead, lost == nil else { return }
        do throws(LogError) {
            let (found, end) = try reader.read(from: next, bytes: bytes)
            let keptTo = found.records.lastIndex { $0.offset < last }.map { $0 + 1 } ?? 0
            if let record = found.records.last { next = record.offset + 1 }
            isRead = end != nil || keptTo < found.records.count || next >= last
            readTo = min(max(next, end ?? next), last)
            if keptTo == found.records.count {
                batch = found
            } else {
                for record in found.records[..<keptTo] {
                    found.withParts(of: record) { key, value, headers in
                        batch.append(
                            partition: partitions.lowerBound, offset: record.offset, time: record.time, key: key,
                            value: value, headers: headers)
                    }
                }
            }
            if let record = batch.records.last { givenTo = record.offset + 1 }
        } catch {
            lost = error
        }
    }

    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? {
        do throws(LogError) { return try state.get(key) } catch {
            lost = error
            return nil
        }
    }

    func look(_ partition: Int, up cells: inout CellLookups) {
        do throws(LogError) { try state.look(up: &cells) } catch { lost = error }
    }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        do throws(LogError) { try state.scan(from: key, to: end, body) } catch { lost = error }
    }

    func commit(_ checkpoint: consuming Checkpoint) {
        do throws(LogError) {
            for part in checkpoint.partitions { try state.apply(part) }
            if keepsEnds && !checkpoint.outcomes.isEmpty { try state.put(EndRow.rows(checkpoint.outcomes)) }
            outcome = .committed
        } catch {
            outcome = .notCommitted(error)
        }
    }

    func takeCommitOutcome() -> CommitOutcome? {
        defer { outcome = nil }
        return outcome
    }

    func close() { reader.close() }
}
