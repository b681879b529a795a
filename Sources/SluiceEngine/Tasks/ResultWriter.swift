import SluiceKernel
import Synchronization

/// Appends the results of attempts, packed: while one append is under way the next results gather, so packs grow with load
/// and a lone result goes out at once. What the log did not take is sent again: a result that arrives twice finds its
/// attempt settled.
final class ResultWriter: AppendObserver {
    private struct State {
        var packer = ResultPacker()
        /// Records that the log has not confirmed.
        var open: [UInt64: AppendRecord] = [:]
        /// Of those, the ones that failed or found no room.
        var again: [UInt64] = []
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
    var unconfirmed: Int { state.withLock { $0.open.count + ($0.packer.count > 0 ? 1 : 0) } }

    /// Lets `pack` add results.
    func add(_ pack: (inout ResultPacker) -> Void) {
        let records = state.withLock { state -> [AppendRecord] in
            pack(&state.packer)
            return state.open.isEmpty ? ResultWriter.take(&state) : []
        }
        send(records)
    }

    private static func take(_ state: inout State) -> [AppendRecord] {
        guard state.packer.count > 0 else { return [] }
        var records = state.packer.take()
        for index in records.indices {
            records[index].token = state.nextToken
            state.open[state.nextToken] = records[index]
            state.nextToken += 1
        }
        return records
    }

    private func send(_ records: [AppendRecord]) {
        guard !records.isEmpty, !log.append(records, observer: self) else { return }
        state.withLock { state in state.again += records.map(\.token) }
        waker.wake()
    }

    /// Sends again what failed or found no room.
    func retry() {
        let records = state.withLock { state -> [AppendRecord] in
            defer { state.again = [] }
            return state.again.compactMap { state.open[$0] }
        }
        send(records)
    }

    func appended(token: UInt64, outcome: AppendOutcome) {
        guard case .acknowledged = outcome else {
            state.withLock { $0.again.append(token) }
            return waker.wake()
        }
        let records = state.withLock { state -> [AppendRecord] in
            state.open[token] = nil
            return state.open.isEmpty ? ResultWriter.take(&state) : []
        }
        send(records)
    }
}
