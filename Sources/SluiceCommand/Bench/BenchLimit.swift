import SluiceEmbedded
import SluiceEngine
import SluiceKernel

/// What RocksDB alone does with the batches that a run has written, in a process of its own: the run's memory and threads stay
/// what they are.
final class BenchLimit {
    private let folder: String
    private let process: BenchProcess

    init() throws {
        folder = try Folder.temporary()
        do { process = try BenchProcess(.limit(folder: folder)) } catch {
            Folder.remove(folder)
            throw error
        }
    }

    deinit {
        process.kill()
        _ = process.wait()
        Folder.remove(folder)
    }

    /// Puts what a log has written, and measures what it wrote between two moments.
    func seconds(_ log: EmbeddedLog, from start: EmbeddedMark, to end: EmbeddedMark) throws -> Double {
        try hand(log, after: nil, through: start, .put)
        try hand(log, after: start, through: end, .measure)
        let line = process.line() ?? ""
        guard let seconds = Double(line) else {
            throw CommandError(.no, "the process that measures the limit says \(line.quotedForMessage)")
        }
        return seconds
    }

    private func hand(
        _ log: EmbeddedLog, after start: EmbeddedMark?, through end: EmbeddedMark, _ word: BenchLimitFrame.Kind
    ) throws {
        var isThere = true
        try log.forEachWrite(after: start, through: end) { batch, isState in
            let frame = BenchLimitFrame(kind: isState ? .state : .events, bytes: batch)
            isThere = isThere && process.send(bytes: frame.header) && process.send(bytes: frame.bytes)
        }
        isThere = isThere && process.send(bytes: BenchLimitFrame(kind: word, bytes: []).header)
        if !isThere { throw CommandError(.no, "the process that measures the limit is gone") }
    }
}
