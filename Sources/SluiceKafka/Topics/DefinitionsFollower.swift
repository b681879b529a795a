import SluiceEngine
import Synchronization

/// Follows `definitions` from its start, so that lanes can look at it without waiting for the network.
final class DefinitionsFollower: Sendable {
    private struct State {
        var records = RecordBatch()
        var first: Int64 = 0
        /// Behind the last record.
        var next: Int64 = 0
        var isClosing = false
    }

    private let state = Mutex(State())
    private let thread = Mutex<OSThread?>(nil)
    private let settings: KafkaSettings
    private let sink: any LogSink

    /// Reads the topic to its end, then goes on in the background.
    init(settings: KafkaSettings, sink: any LogSink, view: ClusterView) throws(LogError) {
        self.settings = settings
        self.sink = sink
        let topic = settings.name(of: .definitions)
        let range = try view.ranges(topic, 0..<1)[0]
        state.withLock {
            $0.first = range.lowerBound
            $0.next = range.lowerBound
        }
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        try reader.assign(topic, [(0, range.lowerBound)])
        let deadline = Clock.monotonic() + settings.patience * 1_000
        var reached = range.lowerBound
        while reached < range.upperBound {
            try read(reader) { reached = max(reached, $0) }
            guard Clock.monotonic() < deadline else {
                throw LogError(.unavailable, "\(topic) could not be read to its end within \(settings.patience) ms")
            }
        }
        nonisolated(unsafe) let handed = reader
        thread.withLock { $0 = OSThread.start("kafka-defs") { [self] in run(handed) } }
    }

    private func read(_ reader: KafkaReader, ended: (Int64) -> Void = { _ in }) throws(LogError) {
        var batch = RecordBatch()
        try reader.poll(timeout: 200, into: &batch) { _, offset in ended(offset) }
        guard let last = batch.records.last else { return }
        state.withLock { state in
            state.records.append(contentsOf: batch)
            state.next = last.offset + 1
        }
    }

    private func run(_ reader: KafkaReader) {
        while !state.withLock({ $0.isClosing }) {
            do throws(LogError) {
                try read(reader)
            } catch {
                sink.log(.error, "definitions cannot be followed", [("error", "\(error)")])
                Latch().wait(microseconds: 500_000)
            }
        }
        reader.close()
    }

    var range: Range<Int64> { state.withLock { $0.first..<$0.next } }

    func read(from offset: Int64, bytes: Int) -> RecordBatch {
        state.withLock { state in
            var batch = RecordBatch()
            for record in state.records.records where record.offset >= offset {
                state.records.withParts(of: record) { key, value, headers in
                    batch.append(
                        partition: 0, offset: record.offset, time: record.time, key: key, value: value, headers: headers
                    )
                }
                if batch.byteCount >= bytes { break }
            }
            return batch
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
