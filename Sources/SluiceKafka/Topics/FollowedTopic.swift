import SluiceEngine
import Synchronization

/// Reads a topic of one partition in the background and hands on what comes, so that whoever needs it never waits for the
/// network.
final class FollowedTopic: Sendable {
    private let isClosing = Atomic(false)
    private let thread = Mutex<OSThread?>(nil)
    private let topic: String
    private let sink: any LogSink
    private let take: @Sendable (_ batch: RecordBatch) -> Void

    /// Reads up to `end`, then goes on in the background.
    ///
    /// - Parameters:
    ///   - range: from where to read, and the end that was found.
    ///   - take: is given what was read, in order, by one thread at a time.
    /// - Throws: `unavailable` when the end cannot be reached within the settings' patience.
    init(
        _ topic: String, _ range: Range<Int64>, settings: KafkaSettings, thread name: String, sink: any LogSink,
        take: @escaping @Sendable (_ batch: RecordBatch) -> Void
    ) throws(LogError) {
        self.topic = topic
        self.sink = sink
        self.take = take
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        do throws(LogError) {
            try reader.assign(topic, [(0, range.lowerBound)])
            try reach(range, reader, patience: settings.patience)
        } catch {
            reader.close()
            throw error
        }
        nonisolated(unsafe) let handed = reader
        thread.withLock { $0 = OSThread.start(name) { [self] in run(handed) } }
    }

    private func reach(_ range: Range<Int64>, _ reader: KafkaReader, patience: Int64) throws(LogError) {
        let deadline = Clock.monotonic() + patience * 1_000
        var reached = range.lowerBound
        while reached < range.upperBound {
            try read(reader) { reached = max(reached, $0) }
            guard Clock.monotonic() < deadline else {
                throw LogError(.unavailable, "\(topic) could not be read to its end within \(patience) ms")
            }
        }
    }

    private func read(_ reader: KafkaReader, ended: (Int64) -> Void = { _ in }) throws(LogError) {
        var batch = RecordBatch()
        try reader.poll(timeout: 200, into: &batch) { _, offset in ended(offset) }
        if !batch.isEmpty { take(batch) }
    }

    private func run(_ reader: KafkaReader) {
        while !isClosing.load(ordering: .acquiring) {
            do throws(LogError) {
                try read(reader)
            } catch {
                sink.log(.error, "a topic cannot be followed", [("topic", topic), ("error", "\(error)")])
                Latch().wait(microseconds: 500_000)
            }
        }
        reader.close()
    }

    func close() {
        isClosing.store(true, ordering: .releasing)
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}
