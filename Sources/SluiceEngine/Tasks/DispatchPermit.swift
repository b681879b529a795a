import Synchronization

/// Until when a node may begin attempts: it has to be prolonged again and again, so that a process that was paused begins none
/// before it knows what it still holds.
package final class DispatchPermit: Sendable {
    /// Microseconds of the monotonic clock.
    private let end: Atomic<Int64>

    private init(end: Int64) { self.end = Atomic(end) }

    /// For a node that has its log alone.
    package static func unlimited() -> DispatchPermit { DispatchPermit(end: .max) }

    /// For a node that has to say first that it holds something.
    package static func none() -> DispatchPermit { DispatchPermit(end: .min) }

    package func isValid(at now: Int64) -> Bool { now < end.load(ordering: .relaxed) }

    package func prolong(until time: Int64) { end.store(time, ordering: .relaxed) }

    package func withdraw() { end.store(.min, ordering: .relaxed) }
}
