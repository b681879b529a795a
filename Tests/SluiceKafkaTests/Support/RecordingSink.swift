import SluiceEngine
import Synchronization

/// Keeps the lines of a log.
final class RecordingSink: LogSink {
    struct Line {
        var level: LogLevel
        var message: String
        var values: [String: String]
    }

    private let kept = Mutex<[Line]>([])

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        let line = Line(level: level, message: message, values: Dictionary(metadata) { $1 })
        kept.withLock { $0.append(line) }
    }

    var lines: [Line] { kept.withLock { $0 } }

    /// Why partitions were loaded anew.
    var reasons: [String] {
        lines.filter { $0.message == "the store of a partition is given up and loaded anew" }
            .compactMap { $0.values["reason"] }
    }
}
