import SluiceEngine
import SluiceKafka
import SluiceKernel
import Synchronization

/// Times from when a start was due to when a reader of committed records has what its instance published.
struct PublishedLatency {
    let application: GroupApplication
    let workflow: String
    /// Of instance ids.
    let prefix: String
    let perSecond: Int
    let count: Int

    private final class Times: Sendable {
        private struct State {
            /// When each was due; 0: it was not sent yet.
            var due: [Int64]
            var took: [Int64] = []
            var seen = 0
        }

        private let state: Mutex<State>
        let failure = Mutex<String?>(nil)
        let isOver = Atomic(false)

        init(_ count: Int) { state = Mutex(State(due: Array(repeating: 0, count: count))) }

        func sent(_ number: Int, due: Int64) { state.withLock { $0.due[number] = due } }

        /// The first third is warm-up and left out.
        func saw(_ number: Int, at now: Int64) {
            state.withLock { state in
                guard number < state.due.count, state.due[number] > 0 else { return }
                state.seen += 1
                if number >= state.due.count / 3 { state.took.append(now - state.due[number]) }
            }
        }

        var seen: Int { state.withLock { $0.seen } }
        var sorted: [Int64] { state.withLock { $0.took.sorted() } }
    }

    /// Sorted microseconds.
    func measure() throws -> [Int64] {
        let times = Times(count)
        let reader = try KafkaReader(application.settings, isCommitted: true, sink: StandardErrorLog())
        try reader.assign(application.published, (0..<application.settings.shape.partitions).map { ($0, 0) })
        nonisolated(unsafe) let handed = reader
        let prefix = Array(self.prefix.utf8)
        let thread = OSThread.start("published") {
            defer { handed.close() }
            var batch = RecordBatch()
            while !times.isOver.load(ordering: .acquiring) {
                batch.removeAll()
                do throws(LogError) { try handed.poll(timeout: 50, into: &batch) } catch {
                    return times.failure.withLock { $0 = error.message }
                }
                let now = Clock.monotonic()
                for record in batch.records {
                    batch.withParts(of: record) { key, _, _ in
                        if let number = InstanceNumber.of(key, prefix: prefix) { times.saw(number, at: now) }
                    }
                }
            }
        }
        defer {
            times.isOver.store(true, ordering: .releasing)
            thread.join()
        }
        let latch = Latch()
        SteadyStarts(log: application.log, workflow: workflow, prefix: self.prefix, perSecond: perSecond).send(count) {
            times.sent($0, due: $1)
            return nil
        }
        let deadline = Clock.monotonic() + 30_000_000
        while times.seen < count {
            if let failure = times.failure.withLock({ $0 }) { throw CommandError(.no, failure) }
            guard Clock.monotonic() < deadline else {
                throw CommandError(.no, "\(times.seen) of \(count) records were published in time")
            }
            latch.wait(microseconds: 2_000)
        }
        return times.sorted
    }
}
