import CRdKafka
import SluiceEngine
import Synchronization

/// Deletes records of `events` or `batch` that nobody needs any more: covered by a committed checkpoint of this process, and
/// older than they are to be kept for replays.
final class EventTrimmer: Sendable {
    private struct State {
        /// Behind the last event that a committed checkpoint covers, by partition that a lane of this process holds.
        var committed: [Int: Int64] = [:]
        /// Below what was deleted already.
        var trimmed: [Int: Int64] = [:]
    }

    private let topic: LogTopic
    /// Milliseconds.
    private let horizon: Int64
    private let settings: KafkaSettings
    private let sink: any LogSink
    private let state = Mutex(State())

    init(_ topic: LogTopic, keeping horizon: Int64, _ settings: KafkaSettings, sink: any LogSink) {
        self.topic = topic
        self.horizon = horizon
        self.settings = settings
        self.sink = sink
    }

    /// A checkpoint up to `position` is committed: restored, or our own.
    func note(_ partition: Int, committed position: Int64) { state.withLock { $0.committed[partition] = position } }

    /// The partitions went to another owner, or will.
    func forget(_ partitions: Range<Int>) {
        state.withLock { state in for partition in partitions { state.committed[partition] = nil } }
    }

    /// Deletes below the horizon as it is at `now`, milliseconds since 1970.
    ///
    /// - Throws: when some partition could not be trimmed; the others were.
    func trim(now: Int64 = Clock.wall()) throws(LogError) {
        let committed = state.withLock { state in
            state.committed.filter { $0.value > state.trimmed[$0.key] ?? 0 }
                .map { (partition: $0.key, offset: $0.value) }.sorted { $0.partition < $1.partition }
        }
        if committed.isEmpty { return }
        try withAdmin { admin throws(KafkaError) in
            if horizon == 0 { return try delete(committed, admin) }
            let firsts = try admin.offsets(
                settings.name(of: topic), committed.map(\.partition), since: now - horizon, timeout: 10_000)
            // No event that young: the checkpoint alone says how far.
            let below = zip(committed, firsts).map { ($0.partition, min($0.offset, $1 ?? $0.offset)) }
            return try delete(below, admin)
        }
    }

    /// Deletes a partition's events below `offset`, never above its last checkpoint.
    func trim(_ partition: Int, below offset: Int64) throws(LogError) {
        guard let position = state.withLock({ $0.committed[partition] }) else { return }
        try withAdmin { admin throws(KafkaError) in try delete([(partition, min(offset, position))], admin) }
    }

    /// - Returns: what was refused.
    private func delete(
        _ offsets: [(partition: Int, offset: Int64)], _ admin: KafkaHandle
    ) throws(KafkaError) -> [(partition: Int, error: KafkaError)] {
        let due = state.withLock { state in offsets.filter { $0.offset > state.trimmed[$0.partition] ?? 0 } }
        if due.isEmpty { return [] }
        let refused = try admin.deleteRecords(settings.name(of: topic), below: due, timeout: 10_000)
        let done = due.filter { offset in !refused.contains { $0.partition == offset.partition } }
        state.withLock { state in for (partition, offset) in done { state.trimmed[partition] = offset } }
        return refused
    }

    private func withAdmin(
        _ body: (KafkaHandle) throws(KafkaError) -> [(partition: Int, error: KafkaError)]
    ) throws(LogError) {
        let topic = settings.name(of: self.topic)
        let refused: [(partition: Int, error: KafkaError)]
        do throws(KafkaError) {
            let admin = try KafkaHandle(RD_KAFKA_CONSUMER, settings.admin(), ClientContext(name: "trim", sink: sink))
            defer { admin.close() }
            refused = try body(admin)
        } catch { throw LogError(error, "trimming \(topic)") }
        guard let (partition, error) = refused.first else { return }
        throw LogError(error, "trimming \(topic)/\(partition)", needs: [KafkaRight(.delete, .topic(topic))])
    }
}
