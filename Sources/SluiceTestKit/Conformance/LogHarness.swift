package import SluiceEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A log under test, on storage of its own that starts empty and outlives each opening.
package struct LogHarness {
    /// Opens the log on the storage. The shape must have 4 partitions in 2 slots.
    package var open: () throws(LogError) -> any EventLog
    /// Ends the process, as it were: the log is not used again.
    package var close: (any EventLog) -> Void
    /// Lets the log go on a little: sleeps, or steps a simulation.
    package var pump: () -> Void = { usleep(200) }
    /// Sets the wall clock that append times follow; nil: it cannot be set.
    package var setWall: ((Int64) -> Void)?
    /// Makes writes fail, and lets them succeed again; nil: it cannot be done.
    package var failWrites: ((Bool) -> Void)?
    /// Whether outputs have consecutive offsets: not where commits take some up as well.
    package var outputsAreDense = true
    /// Whether the log keeps published records itself: not where topics of others are.
    package var keepsPublished = true
    /// What opening a log that is open already must say; nil: it is allowed.
    package var openTwice: LogError.Code?

    package static let shape = LogShape(partitions: 4, slots: 2)

    package init(open: @escaping () throws(LogError) -> any EventLog, close: @escaping (any EventLog) -> Void) {
        self.open = open
        self.close = close
    }

    /// Waits until `condition` holds, for some 20 s.
    func wait(_ condition: () -> Bool) -> Bool {
        let deadline = Clock.monotonic() + 20_000_000
        while !condition() {
            if Clock.monotonic() > deadline { return false }
            pump()
        }
        return true
    }
}
