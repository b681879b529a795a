import SluiceEngine
import Synchronization

/// Hands on what arrives in one partition of `replies`, from its end as it is found.
final class RepliesReceiver: Sendable {
    private struct State {
        var isReading = false
        var isClosing = false
    }

    private let state = Mutex(State())
    private let started = Latch()
    private let thread = Mutex<OSThread?>(nil)
    private let settings: KafkaSettings
    private let partition: Int
    private let logSink: any LogSink
    private let sink: @Sendable (AppendRecord) -> Void

    /// Returns once it reads, or after some seconds when the brokers do not answer.
    init(
        settings: KafkaSettings, partition: Int, logSink: any LogSink,
        _ sink: @escaping @Sendable (AppendRecord) -> Void
    ) {
        self.settings = settings
        self.partition = partition
        self.logSink = logSink
        self.sink = sink
        thread.withLock { $0 = OSThread.start("kafka-replies") { [self] in run() } }
        let deadline = Clock.monotonic() + 10_000_000
        while !state.withLock({ $0.isReading }) && Clock.monotonic() < deadline { started.wait(microseconds: 50_000) }
    }

    private func run() {
        while !state.withLock({ $0.isClosing }) {
            do throws(LogError) {
                let reader = try KafkaReader(settings, isCommitted: false, sink: logSink)
                defer { reader.close() }
                let topic = settings.name(of: .replies)
                let end = try reader.watermarks(topic, partition).upperBound
                try reader.assign(topic, [(partition, end)])
                state.withLock { $0.isReading = true }
                started.wake()
                try receive(reader)
            } catch {
                logSink.log(.error, "replies cannot be read", [("error", "\(error)")])
                Latch().wait(microseconds: 500_000)
            }
        }
    }

    private func receive(_ reader: KafkaReader) throws(LogError) {
        var batch = RecordBatch()
        while !state.withLock({ $0.isClosing }) {
            batch.removeAll()
            try reader.poll(timeout: 200, into: &batch)
            for record in batch.records {
                let reply = batch.withParts(of: record) { key, value, _ in
                    AppendRecord(
                        topic: .replies, partition: partition, key: Array(key), value: value.map { Array($0) } ?? [])
                }
                sink(reply)
            }
        }
    }

    func close() {
        state.withLock { $0.isClosing = true }
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}
