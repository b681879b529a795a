import SluiceEngine
import Synchronization

/// Keeps what is logged.
final class RecordingLog: LogSink {
    private let kept = Mutex<[String]>([])

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        let line = "\(level.name) \(message)" + metadata.map { " \($0.0)=\($0.1)" }.joined()
        kept.withLock { $0.append(line) }
    }

    var lines: [String] { kept.withLock { $0 } }
}
