package import SluiceEngine
import Synchronization

/// Keeps the outcomes of appends in the order in which they were heard.
package final class AppendRecorder: AppendObserver {
    package struct Heard: Sendable {
        package var token: UInt64
        package var outcome: AppendOutcome
    }

    private let state = Mutex<[Heard]>([])

    package init() {}

    package func appended(token: UInt64, outcome: AppendOutcome) {
        state.withLock { $0.append(Heard(token: token, outcome: outcome)) }
    }

    package var heard: [Heard] { state.withLock { $0 } }
    package var count: Int { state.withLock { $0.count } }

    /// The offset that a record got; nil: it was not acknowledged, or not yet.
    package func offset(of token: UInt64) -> Int64? {
        for heard in heard where heard.token == token {
            if case .acknowledged(let offset) = heard.outcome { return offset }
        }
        return nil
    }
}
