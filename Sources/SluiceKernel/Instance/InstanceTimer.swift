/// A timer of an instance. Due times are milliseconds of the partition's clock.
package struct InstanceTimer: Equatable, Sendable {
    package var due: Int64
    package var id: TimerID

    package init(due: Int64, id: TimerID) {
        self.due = due
        self.id = id
    }
}

/// Which timer: timers due at the same time fire by instance id, then by this, ascending.
package struct TimerID: Equatable, Hashable, Comparable, Sendable {
    package var kind: Kind
    package var step: UInt16

    package init(_ kind: Kind, step: UInt16 = 0) {
        self.kind = kind
        self.step = step
    }

    /// Raw values are part of the cell format.
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// The next attempt of a task.
        case retry = 1
        /// A signal did not come in time.
        case signalTimeout = 2
        /// A `timer` step.
        case step = 3
        /// A task's total deadline.
        case deadline = 4
        /// The end of a finished instance's retention.
        case purge = 5
        /// Signals kept for an instance that never started.
        case earlySignals = 6
        /// An attempt that a queue has was not heard of for too long.
        case attempt = 7
    }

    package var rawValue: UInt32 { UInt32(kind.rawValue) << 16 | UInt32(step) }

    package init?(rawValue: UInt32) {
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 16)), rawValue >> 24 == 0 else {
            return nil
        }
        self.init(kind, step: UInt16(truncatingIfNeeded: rawValue))
    }

    package static func < (left: TimerID, right: TimerID) -> Bool { left.rawValue < right.rawValue }
}
