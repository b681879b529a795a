import SluiceEngine
import Synchronization

/// Appends to a log of this process, with a bound on what is not confirmed.
final class LogWindow: IngestSink, AppendObserver {
    private struct State {
        var bytes = 0
        var records = 0
        var confirmed = 0
        var failure: LogError?
        var isUnknown = false
    }

    private let log: any EventLog
    private let limit: Int
    private let state = Mutex(State())
    private let latch = Latch()

    init(log: any EventLog, limit: Int) {
        self.log = log
        self.limit = limit
    }

    var shape: LogShape { log.shape }
    var confirmed: Int { state.withLock { $0.confirmed } }

    /// The token carries what the outcome has to settle.
    static func token(bytes: Int, events: Int) -> UInt64 { UInt64(bytes) << 16 | UInt64(events) }

    func append(_ records: [AppendRecord]) throws(CommandError) {
        guard !records.isEmpty else { return }
        var size = 0
        for record in records { size += Int(record.token >> 16) }
        try wait { $0.bytes == 0 || $0.bytes + size <= self.limit }
        state.withLock {
            $0.bytes += size
            $0.records += records.count
        }
        while !log.append(records, observer: self) { latch.wait(microseconds: 1_000) }
    }

    func finish() throws(CommandError) { try wait { $0.records == 0 } }

    private func wait(until isMet: (State) -> Bool) throws(CommandError) {
        while true {
            let state = state.withLock { $0 }
            if let failure = state.failure, state.records == 0 || !state.isUnknown {
                throw LogFailure.error(failure, "an append failed")
            }
            if isMet(state) { return }
            latch.wait(microseconds: 100_000)
        }
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        state.withLock {
            $0.bytes -= Int(token >> 16)
            $0.records -= 1
            switch outcome {
            case .acknowledged: $0.confirmed += Int(token & 0xffff)
            case .failed(let error), .refused(let error): if $0.failure == nil { $0.failure = error }
            case .unknown(let error):
                $0.failure = error
                $0.isUnknown = true
            }
        }
        latch.wake()
    }
}
