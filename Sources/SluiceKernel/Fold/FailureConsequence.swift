/// What follows from a failure.
package enum FailureConsequence: Sendable {
    /// Another attempt.
    case retried
    /// The step is skipped.
    case skipped
    /// The step waits for a person.
    case sidelined
    /// The instance fails.
    case ended
}
