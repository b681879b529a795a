import Synchronization

/// Waits for the outcomes of a batch.
package final class AppendWait: AppendObserver {
    private struct State {
        var left: Int
        var problem: ClientError?
        var lastOffset: Int64 = -1
    }

    private let state: Mutex<State>
    private let latch = Latch()

    package init(count: Int) { state = Mutex(State(left: count)) }

    package var lastOffset: Int64 { state.withLock { $0.lastOffset } }

    package func appended(token: UInt64, outcome: AppendOutcome) {
        let isLast = state.withLock { state in
            state.left -= 1
            switch outcome {
            case .acknowledged(let offset): state.lastOffset = max(state.lastOffset, offset)
            case .failed(let error), .refused(let error):
                if state.problem == nil { state.problem = .notAppended(error.message) }
            case .unknown(let error): state.problem = .unknown(error.message)
            }
            return state.left <= 0
        }
        if isLast { latch.wake() }
    }

    package func wait(until deadline: Int64, timeout: Int64) throws(ClientError) {
        while true {
            let (left, problem) = state.withLock { ($0.left, $0.problem) }
            if left <= 0 {
                if let problem { throw problem }
                return
            }
            let remaining = deadline - Clock.monotonic()
            guard remaining > 0 else { throw .timeout(timeout) }
            latch.wait(microseconds: remaining)
        }
    }
}
