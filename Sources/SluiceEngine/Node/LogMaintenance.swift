import Synchronization

/// Lets the log delete what it no longer keeps, now and then, on a thread of its own: no lane waits for it.
final class LogMaintenance: Sendable {
    private let log: any EventLog
    /// Milliseconds.
    private let interval: Int64
    private let sink: any LogSink
    private let latch = Latch()
    private let isStopping = Atomic(false)

    init(log: any EventLog, interval: Int64, sink: any LogSink) {
        self.log = log
        self.interval = interval
        self.sink = sink
    }

    func start() -> OSThread { OSThread.start("sluice-retain") { [self] in run() } }

    func stop() {
        isStopping.store(true, ordering: .releasing)
        latch.wake()
    }

    private func run() {
        while true {
            latch.wait(microseconds: interval * 1_000)
            if isStopping.load(ordering: .acquiring) { return }
            do throws(LogError) {
                try log.maintain()
            } catch {
                sink.log(
                    .warning, "the log cannot delete what it no longer keeps; it is tried again",
                    [("reason", error.message), ("interval_ms", "\(interval)")])
            }
        }
    }
}
