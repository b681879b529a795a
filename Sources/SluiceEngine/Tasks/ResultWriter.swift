import Synchronization

import SluiceKernel

/// Appends the results of attempts, packed, and sends again what the log did not take: a result that arrives twice finds its
/// attempt settled.
final class ResultWriter: AppendObserver {
    private struct State {
        var open: [UInt64: AppendRecord] = [:]
        var again: [AppendRecord] = []
        var nextToken: UInt64 = 1
    }

    private let state = Mutex(State())
    private let log: any EventLog
    /// Wakes who looks after `again`.
    private let waker: any Waker

    init(log: any EventLog, waker: any Waker) {
        self.log = log
        self.waker = waker
    }

    /// Records that the log has not confirmed.
    var unconfirmed: Int { state.withLock { $0.open.count } }

    func append(_ records: [AppendRecord]) {
        guard !records.isEmpty else { return }
        let numbered = state.withLock { state in
            var numbered = records
            for index in numbered.indices {
                numbered[index].token = state.nextToken
                state.open[state.nextToken] = numbered[index]
                state.nextToken += 1
            }
            return numbered
        }
        if !log.append(numbered, observer: self) {
            state.withLock { $0.again += numbered }
            waker.wake()
        }
    }

    /// Sends again what failed or found no room.
    func retry() {
        let again = state.withLock { state in
            defer { state.again = [] }
            return state.again
        }
        guard !again.isEmpty, !log.append(again, observer: self) else { return }
        state.withLock { $0.again += again }
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        if case .acknowledged = outcome {
            state.withLock { _ = $0.open.removeValue(forKey: token) }
            return
        }
        state.withLock { state in
            if let record = state.open[token] { state.again.append(record) }
        }
        waker.wake()
    }
}
