import Glibc
import SluiceEngine
import SluiceKafka
import Synchronization

/// Opens all slots of a log at once, as a node does, and closes them.
struct Restoring {
    let settings: KafkaSettings

    init(_ settings: KafkaSettings) { self.settings = settings }

    func run() throws -> (seconds: Double, records: Int) {
        let log = try KafkaLog.connect(settings, sink: Lines())
        defer { log.close() }
        let begun = Clock.monotonic()
        let failure = Mutex<LogError?>(nil)
        let threads = (0..<settings.shape.slots).map { slot in
            OSThread.start("open-\(slot)") {
                do throws(LogError) { try log.open(slot: slot, waker: Latch()).close() } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
        for thread in threads { thread.join() }
        if let error = failure.withLock({ $0 }) { throw error }
        return (Double(Clock.monotonic() - begun) / 1e6, log.restores.records)
    }

    /// Seconds that this process has used so far.
    static func processorTime() -> Double {
        var usage = rusage()
        getrusage(0, &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

/// One line per fact on standard error.
struct Lines: LogSink {
    func log(_ level: LogLevel, _ message: String, _ metadata: [(String, String)]) {
        if level < .info { return }
        let line = "\(level.name) \(message)" + metadata.map { " \($0.0)=\($0.1)" }.joined() + "\n"
        _ = Glibc.write(STDERR_FILENO, line, line.utf8.count)
    }
}
