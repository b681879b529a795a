import CRdKafka
import SluiceEngine
import Synchronization

/// Appends records outside transactions and tells what became of each.
///
/// A gapless one stops at the first record that fails: everything unconfirmed then comes to nothing with it, the client is
/// made anew, and only then are records taken again. So nothing that was handed over before the failure was told passes
/// what failed.
final class RecordProducer: Sendable {
    private struct Open {
        var observer: any AppendObserver
        var token: UInt64
        var bytes: Int
        /// Of a topic of others: its name.
        var destination = ""
    }

    private struct State {
        /// nil while it is made anew, and at the end.
        var client: KafkaHandle?
        /// Records handed over and not reported, by number - 1.
        var open: [Open?] = []
        var free: [Int] = []
        var count = 0
        var bytes = 0
        /// Told by the polling thread: observers are not called from within ``append(_:observer:)``.
        var refused: [(open: Open, outcome: AppendOutcome)] = []
        var isClosing = false
    }

    /// Delivery reports of one poll; confined to the polling thread.
    private final class Reports: @unchecked Sendable {
        var reports: [DeliveryReport] = []
        var topics = OutsideTopics()
    }

    private static let maximumRecords = 200_000
    private static let maximumBytes = 256 << 20

    private let name: String
    private let configuration: KafkaConfiguration
    private let topics: [LogTopic: String]
    /// Why nothing goes to a topic of others. nil: the producer writes to none.
    private let outside: (@Sendable (_ topic: String) -> String?)?
    private let sink: any LogSink
    private let state = Mutex(State())
    private let reports = Reports()
    private let thread = Mutex<OSThread?>(nil)

    /// - Parameters:
    ///   - topics: full names of those that are written.
    ///   - outside: why nothing goes to a topic of others; nil: the producer writes to none.
    init(
        name: String, _ configuration: KafkaConfiguration, topics: [LogTopic: String],
        outside: (@Sendable (_ topic: String) -> String?)? = nil, sink: any LogSink
    ) throws(KafkaError) {
        self.name = name
        self.configuration = configuration
        self.topics = topics
        self.outside = outside
        self.sink = sink
        let client = try makeClient()
        state.withLock { $0.client = client }
        thread.withLock { $0 = OSThread.start("kafka-\(name)") { [self] in run() } }
    }

    private func makeClient() throws(KafkaError) -> KafkaHandle {
        let context = ClientContext(name: name, sink: sink)
        context.onDelivery = { [reports] in reports.reports.append(DeliveryReport($0)) }
        let client = try KafkaHandle(RD_KAFKA_PRODUCER, configuration, context)
        for topic in topics.values {
            do throws(KafkaError) {
                try client.partitionCount(of: topic, timeout: 5_000)
            } catch {
                // The first records then wait for it: no more than that.
                sink.log(.warning, "no metadata yet", [("client", name), ("topic", topic), ("error", "\(error)")])
            }
        }
        return client
    }

    // MARK: appending

    /// - Returns: false when too much is under way: nothing was taken.
    func append(_ records: ArraySlice<AppendRecord>, observer: any AppendObserver) -> Bool {
        state.withLock { state in
            guard let client = state.client else { return false }
            guard
                state.count == 0
                    || state.count + records.count <= RecordProducer.maximumRecords
                        && state.bytes <= RecordProducer.maximumBytes
            else { return false }
            var failure: LogError?
            for record in records {
                if let refusal = outside?(record.destination) {
                    let open = Open(observer: observer, token: record.token, bytes: record.size)
                    state.refused.append((open, .refused(LogError(.mismatch, refusal))))
                    continue
                }
                let open = Open(
                    observer: observer, token: record.token, bytes: record.size, destination: record.destination)
                if failure == nil, let topic = outside == nil ? topics[record.topic] : record.destination {
                    let index = RecordProducer.take(&state, open)
                    do throws(KafkaError) {
                        try produce(record, client, client.topic(topic), number: UInt64(index + 1))
                        continue
                    } catch {
                        RecordProducer.settle(&state, index)
                        failure = LogError(
                            error, "\(topic)/\(record.partition)", needs: [KafkaRight(.write, .topic(topic))])
                    }
                }
                let error = failure ?? LogError(.mismatch, "nothing is appended to \(record.topic.name)")
                state.refused.append((open, .failed(error)))
            }
            return true
        }
    }

    private func produce(
        _ record: AppendRecord, _ client: KafkaHandle, _ topic: OpaquePointer, number: UInt64
    ) throws(KafkaError) {
        let headers = record.headers.isEmpty ? [] : RecordHeader.encode(record.headers.map { ($0.name, $0.value) })
        try withViews(record.key, record.value, headers) { key, value, headers throws(KafkaError) in
            // Which partition of a topic of others is the client's to say, by the key.
            let partition = outside == nil ? record.partition : Int(RD_KAFKA_PARTITION_UA)
            try client.produce(topic, partition, key: key, value: value, headers: headers, number: number)
        }
    }

    private static func take(_ state: inout State, _ open: Open) -> Int {
        state.count += 1
        state.bytes += open.bytes
        if let index = state.free.popLast() {
            state.open[index] = open
            return index
        }
        state.open.append(open)
        return state.open.count - 1
    }

    @discardableResult
    private static func settle(_ state: inout State, _ index: Int) -> Open? {
        guard index >= 0, index < state.open.count, let open = state.open[index] else { return nil }
        state.open[index] = nil
        state.free.append(index)
        state.count -= 1
        state.bytes -= open.bytes
        return open
    }

    /// Records handed over and not reported.
    var unconfirmed: Int { state.withLock { $0.count } }

    // MARK: the polling thread

    private func run() {
        while let client = state.withLock({ $0.client }) {
            client.poll(timeout: 100)
            report(client)
            if let fatal = client.context.fatal { renew(client, fatal) }
            if state.withLock({ $0.isClosing }) { return end(client) }
        }
    }

    /// - Parameter client: nil: it is destroyed.
    private func report(_ client: KafkaHandle?) {
        let heard = reports.reports
        reports.reports.removeAll(keepingCapacity: true)
        var settled: [(open: Open, report: DeliveryReport)] = []
        var told: [(open: Open, outcome: AppendOutcome)] = []
        state.withLock { state in
            settled.reserveCapacity(heard.count)
            for report in heard {
                if let open = RecordProducer.settle(&state, Int(report.number) - 1) { settled.append((open, report)) }
            }
            told = state.refused
            state.refused.removeAll()
        }
        for (open, report) in settled {
            open.observer.appended(token: open.token, outcome: outcome(of: report, open, client))
        }
        for (open, outcome) in told { open.observer.appended(token: open.token, outcome: outcome) }
    }

    private func outcome(of report: DeliveryReport, _ open: Open, _ client: KafkaHandle?) -> AppendOutcome {
        guard let error = report.error else {
            // A success without a place was concluded from that of another record: not proven.
            let unproven = LogError(.unavailable, "\(name): the broker did not say where the record is")
            return report.offset < 0 ? .unknown(unproven) : .acknowledged(offset: report.offset)
        }
        let written = outside == nil ? Array(topics.values) : [open.destination]
        // What was dropped with a client that was given up failed for the reason that gave it up.
        let isDropped = error.code == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error.code == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT
        let cause = isDropped ? client?.context.fatal ?? error : error
        let reason = LogError(cause, name, needs: written.sorted().map { KafkaRight(.write, .topic($0)) })
        if outside != nil {
            if error.concernsTopic || error.concernsRecord { return .refused(reason) }
            if error.namesUnknown, let client, let problem = problem(with: open.destination, client) {
                return .refused(problem)
            }
        }
        return report.mayBeThere ? .unknown(reason) : .failed(reason)
    }

    /// Whether a topic that a record failed for is truly not there: why it takes nothing, if so.
    private func problem(with topic: String, _ client: KafkaHandle) -> LogError? {
        reports.topics.doubt(topic)
        let answer = try? reports.topics.partitions(of: topic) { topic throws(KafkaError) in
            try client.partitionCount(of: topic, timeout: 5_000)
        }
        guard case .failure(let problem) = answer else { return nil }
        return problem
    }

    /// The client is of no use any more: what it has not confirmed comes to nothing, then a new one takes its place.
    private func renew(_ client: KafkaHandle, _ reason: KafkaError) {
        sink.log(.error, "the producer is made anew", [("client", name), ("reason", "\(reason)")])
        state.withLock { $0.client = nil }
        discard(client)
        while !state.withLock({ $0.isClosing }) {
            do throws(KafkaError) {
                let next = try makeClient()
                return state.withLock { $0.client = next }
            } catch {
                sink.log(.error, "no producer", [("client", name), ("error", "\(error)")])
                Latch().wait(microseconds: 500_000)
            }
        }
    }

    /// Tells everything that is still open, and destroys the client.
    private func discard(_ client: KafkaHandle) {
        client.purge()
        let deadline = Clock.monotonic() + 5_000_000
        while state.withLock({ $0.count }) > 0 && Clock.monotonic() < deadline {
            client.poll(timeout: 50)
            report(client)
        }
        client.close()
        let lost = state.withLock { state -> [Open] in
            let lost = state.open.compactMap { $0 }
            state.open = []
            state.free = []
            state.count = 0
            state.bytes = 0
            return lost
        }
        report(nil)
        let unknown = AppendOutcome.unknown(LogError(.unavailable, "\(name): no delivery report came"))
        for open in lost { open.observer.appended(token: open.token, outcome: unknown) }
    }

    // MARK: closing

    private func end(_ client: KafkaHandle) {
        let deadline = Clock.monotonic() + 5_000_000
        while state.withLock({ $0.count }) > 0 && client.context.fatal == nil && Clock.monotonic() < deadline {
            client.poll(timeout: 50)
            report(client)
        }
        state.withLock { $0.client = nil }
        discard(client)
    }

    /// Waits a little for what is under way, and ends. Later appends are not taken.
    func close() {
        state.withLock { $0.isClosing = true }
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}
