import Foundation
import Synchronization

/// What a body gives: another value at each execution, so that it shows whose result was applied.
enum ProbeToken {
    private static let count = Atomic<Int>(0)

    static func next() -> String { "\(getpid())-\(count.add(1, ordering: .relaxed).newValue)" }
}
