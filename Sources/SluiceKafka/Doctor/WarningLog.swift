import SluiceEngine
import Synchronization

/// Keeps warnings, to be told as findings.
final class WarningLog: LogSink {
    private let kept = Mutex<[String]>([])

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        guard level >= .warning else { return }
        kept.withLock { $0.append(message + metadata.map { ", \($0.0): \($0.1)" }.joined()) }
    }

    var lines: [String] { kept.withLock { $0 } }
}
