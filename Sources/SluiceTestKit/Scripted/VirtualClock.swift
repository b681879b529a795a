/// Time as a script tells it: milliseconds since 1970. Nothing reads the machine's clock.
package final class VirtualClock {
    /// 2026-01-01T00:00:00Z.
    package static let epoch: Int64 = 1_767_225_600_000

    package private(set) var now: Int64

    package init(now: Int64 = VirtualClock.epoch) { self.now = now }

    /// Moves on; never back.
    package func advance(to time: Int64) { now = max(now, time) }
}
