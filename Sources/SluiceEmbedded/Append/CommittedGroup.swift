import SluiceEngine
import SluiceStore

/// Records that one write made durable, as they lie in its batch. Lanes copy from it what is theirs.
/// Nothing changes after `init`: it needs no lock.
final class CommittedGroup: @unchecked Sendable {
    /// Consecutive records of one partition of `events`.
    struct Run {
        var partition: Int
        var first: Int64
        /// Positions count from `start`.
        var records: [RecordBatch.Record]
        /// Where its bytes are in the buffer.
        var start: Int

        var end: Int64 { first + Int64(records.count) }
    }

    let runs: [Run]
    let byteCount: Int
    /// Records became readable that no group holds: lanes find them in the database.
    let isGap: Bool
    /// There are records of `batch` in it, which lanes find in the database.
    let hasBatch: Bool
    private let buffer: RawBuffer

    init(buffer: consuming RawBuffer, runs: [Run], hasBatch: Bool = false) {
        self.hasBatch = hasBatch
        byteCount = buffer.count + runs.reduce(0) { $0 + $1.records.count * MemoryLayout<RecordBatch.Record>.stride }
        self.buffer = buffer
        self.runs = runs
        isGap = false
    }

    private init() {
        buffer = RawBuffer(capacity: 0)
        byteCount = 0
        runs = []
        isGap = true
        hasBatch = false
    }

    static func gap() -> CommittedGroup { CommittedGroup() }

    /// The bytes of records `range` of a run, and the position that they begin at.
    func bytes(_ run: Run, _ range: Range<Int>) -> (bytes: UnsafeRawBufferPointer, base: Int) {
        let base = run.records[range.lowerBound].keyStart
        let last = run.records[range.upperBound - 1]
        let end = last.valueStart + max(0, Int(last.valueCount))
        return (UnsafeRawBufferPointer(rebasing: buffer.bytes[run.start + base..<run.start + end]), base)
    }
}
