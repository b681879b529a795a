import CRdKafka
import SluiceEngine
import SluiceKernel
import Synchronization

/// Reads what the lanes of this process feed from: one client and one thread for all of them, and a bounded buffer for each
/// partition, so that none waits for another. Begun when the first lane asks.
///
/// Partitions are begun and stopped one by one and outside of any group (the older interface of librdkafka, which wants no
/// group's name and so no right to one).
final class FeedClient: Sendable {
    private struct State {
        var partitions: [FedPartition] = []
        /// Who is told of a topic's partitions.
        var readers: [(id: ObjectIdentifier, topic: String, waker: any Waker)] = []
        /// Topics that are not there, as was said.
        var missing: [String] = []
        /// How many partitions each topic has; nil: it is not there.
        var counts: [(topic: String, count: Int?)] = []
        var thread: OSThread?
        var isClosing = false
    }

    /// Bytes of a partition that wait to be taken; above it nothing more of it is read.
    private static let mostUntaken = 512 << 10
    /// Microseconds between looks at how many partitions topics have.
    private static let lookInterval: Int64 = 1_000_000

    private let state = Mutex(State())
    private let latch = Latch()
    private let settings: KafkaSettings
    private let sink: any LogSink

    init(_ settings: KafkaSettings, sink: any LogSink) {
        self.settings = settings
        self.sink = sink
    }

    // MARK: the lanes' side

    /// - Parameter count: of its partitions, where that is known and never changes.
    func reader(of topic: String, count: Int?, waker: any Waker) -> any TopicReader {
        let reader = FedTopicReader(self, topic: topic, waker: waker)
        let id = ObjectIdentifier(reader)
        state.withLock { state in
            if !state.counts.contains(where: { $0.topic == topic }) { state.counts.append((topic, count)) }
            state.readers.append((id, topic, waker))
            guard state.thread == nil, !state.isClosing else { return }
            state.thread = OSThread.start("kafka-feeds") { [self] in run() }
        }
        return reader
    }

    func count(of topic: String) -> Int? {
        state.withLock { $0.counts.first { $0.topic == topic }?.count }
    }

    func seek(
        _ topic: String, _ partition: Int, to offset: Int64, goingOn: Bool, _ reader: ObjectIdentifier,
        _ waker: any Waker
    ) {
        state.withLock { state in
            let before = state.partitions.first { $0.isOf(topic, partition) && $0.reader == reader }
            state.partitions.removeAll { $0.isOf(topic, partition) }
            var new = FedPartition(topic: topic, partition: partition, reader: reader, waker: waker)
            new.wanted = offset
            if goingOn { new.identity = before?.identity }
            state.partitions.append(new)
        }
        latch.wake()
    }

    func poll(
        _ topic: String, _ partition: Int, into batch: inout RecordBatch, _ reader: ObjectIdentifier
    ) -> TopicNews {
        batch.removeAll()
        var taken = RecordBatch()
        swap(&taken, &batch)
        let (news, wasFull) = state.withLock { state -> (TopicNews, Bool) in
            guard
                let index = state.partitions.firstIndex(where: { $0.isOf(topic, partition) && $0.reader == reader })
            else { return (.interrupted(kept: nil), false) }
            if state.partitions[index].records.isEmpty {
                if let news = state.partitions[index].interruption { return (news, false) }
                return (.records(end: state.partitions[index].end), false)
            }
            let wasFull = state.partitions[index].records.byteCount >= FeedClient.mostUntaken
            swap(&taken, &state.partitions[index].records)
            return (.records(end: nil), wasFull)
        }
        swap(&taken, &batch)
        if wasFull { latch.wake() }
        return news
    }

    func end(_ topic: String, _ partition: Int) -> Int64? {
        state.withLock { $0.partitions.first { $0.isOf(topic, partition) }?.fetchedEnd }
    }

    /// Reads nothing more for a reader.
    func forget(_ reader: ObjectIdentifier) {
        state.withLock { state in
            state.partitions.removeAll { $0.reader == reader }
            state.readers.removeAll { $0.id == reader }
        }
        latch.wake()
    }

    /// Ends the thread and the client.
    func close() {
        let thread = state.withLock { state in
            state.isClosing = true
            defer { state.thread = nil }
            return state.thread
        }
        latch.wake()
        thread?.join()
    }

    // MARK: the reading thread

    private func run() {
        while !isClosing {
            do throws(KafkaError) {
                let context = ClientContext(name: "feeds", sink: sink)
                let client = try KafkaHandle(RD_KAFKA_CONSUMER, settings.feedReader(), context)
                read(client)
                client.close()
            } catch {
                sink.log(.error, "topics to feed from cannot be read", [("error", "\(error)")])
                latch.wait(microseconds: 500_000)
            }
        }
    }

    private var isClosing: Bool { state.withLock { $0.isClosing } }

    private func read(_ client: KafkaHandle) {
        var readings: [FedReading] = []
        var identities = TopicIdentities(settings)
        var batch = KafkaBatch(capacity: 1_000)
        var scratch = ByteWriter()
        var nextLook: Int64 = 0
        while !isClosing {
            beginWanted(&readings, client, &identities, &batch)
            if Clock.monotonic() >= nextLook {
                look(client, &identities)
                nextLook = Clock.monotonic() + FeedClient.lookInterval
            }
            client.poll(timeout: 0)
            var hasRead = false
            for index in readings.indices where hasRoom(readings[index]) {
                if take(&readings[index], client, &batch, &scratch) { hasRead = true }
            }
            if !hasRead { latch.wait(microseconds: 100_000) }
        }
        for reading in readings { stop(reading, client, &batch) }
    }

    /// Begins what is wanted, and stops what is not.
    private func beginWanted(
        _ readings: inout [FedReading], _ client: KafkaHandle, _ identities: inout TopicIdentities,
        _ batch: inout KafkaBatch
    ) {
        let (wanted, followed) = state.withLock { state in
            var wanted: [(topic: String, partition: Int, offset: Int64)] = []
            for index in state.partitions.indices {
                guard let offset = state.partitions[index].wanted else { continue }
                wanted.append((state.partitions[index].topic, state.partitions[index].partition, offset))
                state.partitions[index].wanted = nil
            }
            return (wanted, state.partitions.map { ($0.topic, $0.partition) })
        }
        for index in readings.indices.reversed() {
            let reading = readings[index]
            let isWanted = wanted.contains { $0.topic == reading.topic && $0.partition == reading.partition }
            let isFollowed = followed.contains { $0 == (reading.topic, reading.partition) }
            guard isWanted || !isFollowed else { continue }
            stop(reading, client, &batch)
            readings.remove(at: index)
        }
        var sources: [String] = []
        for topic in wanted.map(\.topic) where isSource(topic) && !sources.contains(topic) { sources.append(topic) }
        let found = identities.identities(of: sources, client)
        for (topic, partition, offset) in wanted {
            // What is not there is not asked for: librdkafka would say so once for each look at the topic.
            guard partition < count(of: topic) ?? 0 else {
                note(topic, partition) { $0.interruption = .interrupted(kept: nil) }
                continue
            }
            if isMadeAgain(topic, partition, found[topic]) { continue }
            let queue = rd_kafka_queue_get_partition(client.pointer, topic, Int32(partition))
            guard let queue, rd_kafka_consume_start(client.topic(topic), Int32(partition), offset) == 0 else {
                if let queue { rd_kafka_queue_destroy(queue) }
                note(topic, partition) { $0.interruption = .interrupted(kept: nil) }
                continue
            }
            rd_kafka_queue_cb_event_enable(
                queue,
                { _, opaque in
                    guard let opaque else { return }
                    Unmanaged<Latch>.fromOpaque(opaque).takeUnretainedValue().wake()
                }, Unmanaged.passUnretained(latch).toOpaque())
            readings.append(
                FedReading(topic: topic, partition: partition, queue: queue, sought: offset, next: offset))
        }
    }

    private func stop(_ reading: FedReading, _ client: KafkaHandle, _ batch: inout KafkaBatch) {
        rd_kafka_queue_cb_event_enable(reading.queue, nil, nil)
        rd_kafka_consume_stop(client.topic(reading.topic), Int32(reading.partition))
        // What is left in it holds the partition, and the partition it: of a topic that is gone nobody else empties it, and the
        // client could never be closed.
        while batch.consume(reading.queue, timeout: 0, { _ in }) > 0 {}
        rd_kafka_queue_destroy(reading.queue)
    }

    private func isSource(_ topic: String) -> Bool { topic != settings.name(of: .batch) }

    /// Tells a lane that its topic is another than the one that it has read; says whether it is.
    private func isMadeAgain(_ topic: String, _ partition: Int, _ found: TopicIdentity?) -> Bool {
        guard let found else { return false }
        let waker: (any Waker)? = state.withLock { state in
            // Who has asked for another place meanwhile, or will, is told when that is begun.
            guard
                let index = state.partitions.firstIndex(where: { $0.isOf(topic, partition) && $0.wanted == nil }),
                state.partitions[index].interruption == nil
            else { return nil }
            let known = state.partitions[index].identity
            state.partitions[index].identity = found
            guard let known, known != found else { return nil }
            state.partitions[index].interruption = .madeAgain
            return state.partitions[index].waker
        }
        waker?.wake()
        return waker != nil
    }

    private func hasRoom(_ reading: FedReading) -> Bool {
        state.withLock { state in
            guard let place = state.partitions.first(where: { $0.isOf(reading.topic, reading.partition) }) else {
                return false
            }
            return place.interruption == nil && place.wanted == nil
                && place.records.byteCount < FeedClient.mostUntaken
        }
    }

    /// Changes what a lane sees of a partition, unless it has asked for another place meanwhile, and wakes it.
    private func note(_ topic: String, _ partition: Int, _ change: (inout FedPartition) -> Void) {
        let waker: (any Waker)? = state.withLock { state in
            guard let index = state.partitions.firstIndex(where: { $0.isOf(topic, partition) && $0.wanted == nil })
            else { return nil }
            change(&state.partitions[index])
            return state.partitions[index].waker
        }
        waker?.wake()
    }

    /// Returns whether there was anything.
    private func take(
        _ reading: inout FedReading, _ client: KafkaHandle, _ batch: inout KafkaBatch, _ scratch: inout ByteWriter
    ) -> Bool {
        var records = RecordBatch()
        var end: Int64?
        var failure: KafkaError?
        var next = reading.next
        let count = batch.consume(reading.queue, timeout: 0) { message in
            switch message.code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                guard message.offset >= next, failure == nil else { return }
                message.append(to: &records, scratch: &scratch)
                next = message.offset + 1
                end = nil
            case RD_KAFKA_RESP_ERR__PARTITION_EOF: end = max(next, message.offset)
            default: failure = message.error
            }
        }
        guard count > 0 else { return false }
        let hasProgress = next > reading.next
        reading.next = next
        var interruption: TopicNews?
        if let failure {
            interruption = .interrupted(kept: kept(after: failure, reading, client))
        } else if end != nil, !hasProgress, reading.next == reading.sought, reading.sought > 0 {
            // A leader that was just chosen may not know yet how far the partition goes: only what it says when asked counts.
            let range = try? client.watermarks(reading.topic, reading.partition, timeout: 5_000)
            if let range, range.upperBound <= reading.sought, range.lowerBound < reading.sought {
                interruption = .interrupted(kept: range)
            } else if range == nil {
                interruption = .interrupted(kept: nil)
            }
        }
        let fetchedEnd = client.fetchedEnd(reading.topic, reading.partition)
        note(reading.topic, reading.partition) { partition in
            partition.records.append(contentsOf: records)
            partition.end = end
            partition.interruption = interruption
            if let fetchedEnd { partition.fetchedEnd = fetchedEnd }
        }
        return true
    }

    /// What a partition holds that cannot be read on; nil: nobody knows.
    private func kept(after error: KafkaError, _ reading: FedReading, _ client: KafkaHandle) -> Range<Int64>? {
        switch error.code {
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            return try? client.watermarks(reading.topic, reading.partition, timeout: 5_000)
        // The look at its topic says so, once.
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return nil
        default:
            let place = "\(reading.topic)/\(reading.partition)"
            let reason = LogError(error, place, needs: [KafkaRight(.read, .topic(reading.topic))])
            sink.log(
                .warning, "a topic to feed from cannot be read; it is tried again",
                [("topic", reading.topic), ("partition", "\(reading.partition)"), ("reason", reason.message)])
            return nil
        }
    }

    /// Finds out how many partitions the sources have, and whether they are still the same topics.
    private func look(_ client: KafkaHandle, _ identities: inout TopicIdentities) {
        let topics = state.withLock { $0.counts.map(\.topic) }.filter(isSource)
        for topic in topics {
            let count: Int?
            do throws(KafkaError) {
                guard case .there(let replicas, _) = try client.state(of: topic, timeout: 2_000) else {
                    set(topic, count: nil)
                    continue
                }
                count = replicas.count
            } catch { continue }
            set(topic, count: count)
        }
        for (topic, identity) in identities.identities(of: topics, client) {
            let count = count(of: topic) ?? 0
            let read = state.withLock { state in
                state.partitions.filter { $0.topic == topic && $0.partition < count }.map(\.partition)
            }
            for partition in read { _ = isMadeAgain(topic, partition, identity) }
        }
    }

    private func set(_ topic: String, count: Int?) {
        let isNews = state.withLock { state in
            let wasMissing = state.missing.contains(topic)
            state.missing.removeAll { $0 == topic }
            if count == nil { state.missing.append(topic) }
            return count == nil && !wasMissing
        }
        if isNews {
            sink.log(
                .warning, "a topic to feed from is not there; it is looked for", [("topic", topic)])
        }
        let (before, wakers) = state.withLock { state -> (Int?, [any Waker]) in
            guard let index = state.counts.firstIndex(where: { $0.topic == topic }) else { return (count, []) }
            let before = state.counts[index].count
            state.counts[index].count = count
            if count == nil, before != nil {
                // It was deleted: whoever reads it begins again, and looks what it finds.
                for index in state.partitions.indices where state.partitions[index].topic == topic {
                    state.partitions[index].interruption = .interrupted(kept: nil)
                }
            }
            return (before, state.readers.filter { $0.topic == topic }.map(\.waker))
        }
        if before == count { return }
        for waker in wakers { waker.wake() }
    }
}
