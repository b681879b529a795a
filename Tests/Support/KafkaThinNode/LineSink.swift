import Glibc
import SluiceEngine

/// One line per fact on standard error, with milliseconds since the start.
struct LineSink: LogSink {
    private let start = Clock.monotonic()

    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        let named = metadata.map { " \($0.0)=\($0.1)" }.joined()
        LineSink.write("\((Clock.monotonic() - start) / 1_000) \(getpid()) \(level.name) \(message)\(named)\n")
    }

    static func write(_ line: String) {
        let bytes = Array(line.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
