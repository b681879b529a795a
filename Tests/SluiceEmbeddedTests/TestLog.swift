import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Short forms for tests of one log.
enum TestLog {
    static let shape = LogHarness.shape

    static func options(_ change: (inout EmbeddedOptions) -> Void = { _ in }) -> EmbeddedOptions {
        var options = EmbeddedOptions()
        options.memtableBytes = 1 << 20
        options.reserveBytes = 0
        change(&options)
        return options
    }

    static func open(_ folder: String, _ options: EmbeddedOptions = options()) throws(LogError) -> EmbeddedLog {
        try EmbeddedLog.open(folder: folder, shape: shape, options: options)
    }

    static func record(_ partition: Int, _ token: UInt64, size: Int = 100) -> AppendRecord {
        AppendRecord(
            partition: partition, key: Array("key-\(token)".utf8),
            value: [UInt8](repeating: UInt8(truncatingIfNeeded: token), count: size), token: token)
    }

    /// Appends and waits, at most 20 s.
    @discardableResult
    static func append(_ records: [AppendRecord], to log: EmbeddedLog) -> AppendRecorder {
        let recorder = AppendRecorder()
        wait { log.append(records, observer: recorder) }
        wait { recorder.count == records.count }
        return recorder
    }

    static func commit(_ lane: any LaneLog, _ checkpoint: Checkpoint) -> CommitOutcome? {
        lane.commit(checkpoint)
        var outcome: CommitOutcome?
        wait {
            outcome = lane.takeCommitOutcome()
            return outcome != nil
        }
        return outcome
    }

    static func checkpoint(
        _ partition: Int, next: Int64, cells pairs: [(String, String)] = [], outcomes: Int = 0
    ) -> Checkpoint {
        var cells = CellBatch()
        for (key, value) in pairs { cells.put(Array(key.utf8), Array(value.utf8)) }
        let part = Checkpoint.Part(
            partition: partition, cells: cells, index: CellBatch(), position: Position(next: next, exists: true))
        var checkpoint = Checkpoint(number: 1, partitions: [part])
        for _ in 0..<outcomes {
            [UInt8(7)].withUnsafeBytes {
                checkpoint.outcomes.append(
                    partition: partition, offset: 0, time: 0, key: $0, value: $0,
                    headers: UnsafeRawBufferPointer(start: nil, count: 0))
            }
        }
        return checkpoint
    }

    @discardableResult
    static func wait(milliseconds: Int64 = 20_000, _ condition: () -> Bool) -> Bool {
        let deadline = Clock.monotonic() + milliseconds * 1_000
        while !condition() {
            if Clock.monotonic() > deadline { return false }
            Sleep.briefly()
        }
        return true
    }

    /// The error that `body` throws.
    static func error(_ body: () throws -> Void) -> LogError? {
        do { try body() } catch { return error as? LogError }
        return nil
    }
}
