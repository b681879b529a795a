import SluiceEngine
import Synchronization

/// Keeps `definitions` from its start, so that lanes can look at it without waiting for the network.
final class DefinitionsFollower: Sendable {
    private struct State {
        var records = RecordBatch()
        var first: Int64 = 0
        /// Behind the last record.
        var next: Int64 = 0
    }

    private final class Kept: Sendable {
        let state = Mutex(State())
    }

    private let kept: Kept
    private let topic: FollowedTopic

    /// Reads the topic to its end, then goes on in the background.
    init(settings: KafkaSettings, sink: any LogSink, view: ClusterView) throws(LogError) {
        let name = settings.name(of: .definitions)
        let range = try view.ranges(name, 0..<1)[0]
        let kept = Kept()
        self.kept = kept
        kept.state.withLock {
            $0.first = range.lowerBound
            $0.next = range.lowerBound
        }
        topic = try FollowedTopic(name, range, settings: settings, thread: "kafka-defs", sink: sink) { batch in
            kept.state.withLock { state in
                state.records.append(contentsOf: batch)
                state.next = batch.records.last!.offset + 1
            }
        }
    }

    var range: Range<Int64> { kept.state.withLock { $0.first..<$0.next } }

    func read(from offset: Int64, bytes: Int) -> RecordBatch {
        kept.state.withLock { state in
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

    func close() { topic.close() }
}
