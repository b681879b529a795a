/// The calls of the log port, as a fault plan sees them.
package enum PortCall: String, Sendable, CaseIterable {
    case append
    case open
    case read
    case range
    case trim
    case lost
    case position
    case end
    case seek
    case poll
    case get
    case scan
    case commit
    case takeCommitOutcome = "take commit outcome"
    case close

    /// Whether the call changes something, so that it matters whether its effect came about.
    package var hasEffect: Bool { self == .append || self == .commit || self == .open }
}
