import SluiceEngine
import Synchronization

/// Follows `members` from ten seconds before its end on, for the membership of a node.
final class MembersFollower: MembersFeed {
    /// Milliseconds of append time before the last record: more than it takes to hear of every living node.
    private static let history: Int64 = 10_000
    /// Bytes that wait to be taken before the reading waits too.
    private static let mostUntaken = 8 << 20

    private final class Untaken: Sendable {
        let records = Mutex(RecordBatch())
    }

    let isWhole: Bool
    private let untaken: Untaken
    private let topic: FollowedTopic

    /// Returns once it has read to the end that it finds.
    ///
    /// - Parameter waker: woken with each record that comes later.
    init(settings: KafkaSettings, sink: any LogSink, waker: any Waker) throws(LogError) {
        let name = settings.name(of: .members)
        let range = try MembersFollower.range(name, settings, sink)
        isWhole = range.lowerBound == 0
        let untaken = Untaken()
        self.untaken = untaken
        topic = try FollowedTopic(name, range, settings: settings, thread: "kafka-members", sink: sink) { batch in
            let bytes = untaken.records.withLock { records in
                records.append(contentsOf: batch)
                return records.byteCount
            }
            waker.wake()
            if bytes > MembersFollower.mostUntaken { Latch().wait(microseconds: 100_000) }
        }
    }

    private static func range(
        _ topic: String, _ settings: KafkaSettings, _ sink: any LogSink
    ) throws(LogError) -> Range<Int64> {
        let reader = try KafkaReader(settings, isCommitted: true, sink: sink)
        defer { reader.close() }
        let kept = try reader.watermarks(topic, 0)
        guard !kept.isEmpty, let last = try reader.record(topic, 0, at: kept.upperBound - 1) else { return kept }
        let from = try reader.handle.offset(topic, 0, since: last.time - history) ?? kept.lowerBound
        return max(from, kept.lowerBound)..<kept.upperBound
    }

    func poll(into batch: inout RecordBatch) {
        batch.removeAll()
        untaken.records.withLock { swap(&$0, &batch) }
    }

    func close() { topic.close() }
}
