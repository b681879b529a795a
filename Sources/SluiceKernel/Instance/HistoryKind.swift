/// What a history entry tells. Raw values are part of the cell format.
package enum HistoryKind: UInt8, Sendable, CaseIterable {
    case started = 1
    case signaled = 2
    /// A signal that came before its instance, applied at its start.
    case signaledEarly = 3
    case signalIgnored = 4
    case taskSucceeded = 5
    /// The attempt failed and another follows.
    case taskRetried = 6
    /// The attempt failed and the failure policy applied.
    case taskFailed = 7
    case resultIgnored = 8
    case retryDue = 9
    case signalTimedOut = 10
    case timerFired = 11
    case deadlinePassed = 12
    case cancelled = 13
    case redriven = 14
    /// A command settled the step without a value.
    case stepSkipped = 15
    case commandIgnored = 16
    /// What would have moved the step ends whoever folds it: the step waits for a person.
    case setAside = 17
    /// A step failed without an attempt that did (its expression, its closure, its condition), and the failure policy applied.
    case stepFailed = 18
    /// The instance ended as failed.
    case failed = 19
    /// A command settled the step with a value.
    case stepGiven = 20

    package var name: String {
        switch self {
        case .started: "started"
        case .signaled: "signaled"
        case .signaledEarly: "signaled before its start"
        case .signalIgnored: "signal ignored"
        case .taskSucceeded: "task succeeded"
        case .taskRetried: "task failed, will retry"
        case .taskFailed: "task failed"
        case .resultIgnored: "result ignored"
        case .retryDue: "retry due"
        case .signalTimedOut: "signal timed out"
        case .timerFired: "timer fired"
        case .deadlinePassed: "deadline passed"
        case .cancelled: "cancelled"
        case .redriven: "redriven"
        case .stepSkipped: "step skipped by command"
        case .commandIgnored: "command ignored"
        case .setAside: "set aside"
        case .stepFailed: "step failed"
        case .failed: "failed"
        case .stepGiven: "step given a value by command"
        }
    }
}
