/// Where a step of an instance stands. Raw values are part of the cell format.
package enum StepPhase: UInt8, Sendable, CaseIterable {
    /// Something it depends on has not settled.
    case waiting = 0
    /// A task with an attempt under way on a node, or waiting to be handed out.
    case pending = 1
    /// A task whose attempt failed; a timer starts the next.
    case backoff = 2
    /// A signal not here yet, or a timer not due yet.
    case open = 3
    case done = 4
    case skipped = 5
    /// Spent its retries; waits for a person.
    case sidelined = 6
    case failed = 7
    case cancelled = 8
    /// A task whose attempt is in its queue: a worker has it, or will.
    case queued = 9

    /// No event but a correction can change it any more.
    package var isSettled: Bool { self == .done || self == .skipped || self == .failed || self == .cancelled }

    package var name: String {
        switch self {
        case .waiting: "waiting"
        case .pending: "pending"
        case .backoff: "backoff"
        case .open: "open"
        case .done: "done"
        case .skipped: "skipped"
        case .sidelined: "sidelined"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .queued: "queued"
        }
    }
}
