import SluiceEngine
import SluiceKernel
import Synchronization

/// Appends what workers and producers would, and knows the offsets that their starts got: results of tasks name them.
final class ReplayFeed: AppendObserver {
    private struct State {
        var offsets: [UInt64: Int64] = [:]
        var unconfirmed = 0
        var failures = 0
    }

    private let log: any EventLog
    private let state = Mutex(State())

    init(_ log: any EventLog) { self.log = log }

    func appended(token: UInt64, outcome: AppendOutcome) {
        state.withLock { state in
            state.unconfirmed -= 1
            if case .acknowledged(let offset) = outcome { state.offsets[token] = offset } else { state.failures += 1 }
        }
    }

    /// Appends an event where its instance belongs, or on another partition.
    func send(_ event: Event, wrongly: Bool = false, token: UInt64 = 0) {
        var writer = RecordWriter()
        writer.append(event)
        let home = log.shape.partition(of: event.instance)
        let partition = wrongly ? (home + 1) % log.shape.partitions : home
        let record = AppendRecord(partition: partition, value: writer.take(), token: token)
        state.withLock { $0.unconfirmed += 1 }
        while !log.append([record], observer: self) { Latch().wait(microseconds: 1_000) }
    }

    /// Waits until everything is in the log. Returns false when something is not.
    func wait() -> Bool {
        let deadline = Clock.monotonic() + 60_000_000
        while state.withLock({ $0.unconfirmed }) > 0, Clock.monotonic() < deadline { Latch().wait(microseconds: 1_000) }
        return state.withLock { $0.unconfirmed == 0 && $0.failures == 0 }
    }

    /// Where the record with this token is, once it is confirmed.
    func offset(_ token: UInt64) -> Int64? { state.withLock { $0.offsets[token] } }
}
