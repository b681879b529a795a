import SluiceEmbedded
import SluiceEngine

/// The process that puts what a run has written again, as ``BenchLimit`` tells it.
struct BenchLimitNode {
    let folder: String

    func run() throws {
        let limit = try EmbeddedLimit(folder: folder, shape: BenchEngine.shape, options: EmbeddedOptions())
        defer { limit.close() }
        var writes = EmbeddedLimit.Writes()
        while let frame = BenchLimitFrame.read(0) {
            switch frame.kind {
            case .events, .state: writes.add(frame.bytes, isState: frame.kind == .state)
            case .put, .measure:
                let seconds = try limit.put(writes)
                writes = EmbeddedLimit.Writes()
                guard frame.kind == .measure else { continue }
                StandardOutput.line("\(seconds)")
                StandardOutput.flush()
            }
        }
    }
}
