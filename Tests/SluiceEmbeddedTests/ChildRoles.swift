import Glibc
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit
import Testing

/// What the test binary does when ``ChildProcess`` starts it again. In an ordinary run it does nothing.
@Suite("Roles of child processes")
struct ChildRoles {
    /// Reports acknowledged records to a file that survives the process: 16 bytes each, one `write`.
    private final class Reporter: AppendObserver {
        private let file: Int32

        init(_ path: String) { file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644) }

        func appended(token: UInt64, outcome: AppendOutcome) {
            guard case .acknowledged(let offset) = outcome else { return }
            var line = (token, UInt64(bitPattern: offset))
            _ = withUnsafeBytes(of: &line) { write(file, $0.baseAddress, $0.count) }
        }
    }

    @Test func run() throws {
        guard let role = ChildProcess.role else { return }
        switch role[0] {
        case "hold": try hold(role[1], role[2])
        case "append": try append(role[1], role[2], size: 300, reserve: 0)
        case "fill": try append(role[1], role[2], size: 100_000, reserve: 0)
        default: Issue.record("unknown role \(role[0])")
        }
    }

    /// Opens the log and sleeps.
    private func hold(_ folder: String, _ report: String) throws {
        let log = try TestLog.open(folder)
        Files.write(report, [1])
        while true { Sleep.milliseconds(1_000) }
        log.close()
    }

    /// Appends until it is killed, and commits: a cell that names the position, in the same checkpoint.
    private func append(_ folder: String, _ report: String, size: Int, reserve: Int) throws {
        let log = try TestLog.open(folder, TestLog.options { $0.memtableBytes = 256 << 10 })
        let reporter = Reporter(report)
        let lane = try log.open(slot: 0, waker: CountingWaker())
        var batch = RecordBatch()
        var token = UInt64(Clock.monotonic())
        var isCommitting = false
        while true {
            if log.append((0..<5).map { TestLog.record($0 % 2, token + UInt64($0), size: size) }, observer: reporter) {
                token += 5
            }
            lane.poll(into: &batch, bytes: 1 << 20)
            if isCommitting, let outcome = lane.takeCommitOutcome() {
                if outcome != .committed { return }
                isCommitting = false
            }
            if !isCommitting, let last = batch.records.last {
                isCommitting = true
                lane.commit(
                    TestLog.checkpoint(
                        Int(last.partition), next: last.offset + 1,
                        cells: [("a", "\(last.offset + 1)"), ("b", "\(last.offset + 1)")]))
            }
            if token % 50 == 0 { Sleep.briefly() }
        }
    }
}
