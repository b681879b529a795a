/// The workflows of a chaos run, and what an instance of each must come to.
package enum Kind: String, CaseIterable, Sendable {
    /// A task with a signal, a timer and a published record.
    case errand
    /// Only computed.
    case quick
    /// Kills every node that folds its start, until it is set aside: one dead letter and no outcome.
    case grim
    /// Kills every node that folds its signal, until that is set aside: one dead letter and no outcome.
    case doomed
    /// Its task kills the node with its first attempts, then succeeds: one outcome.
    case mortal

    /// How many processes die of an instance, where no other fault comes between.
    package var deaths: Int {
        switch self {
        case .errand, .quick: 0
        case .grim, .doomed: 3
        case .mortal: Kind.mortalAttempts
        }
    }

    /// Attempts of `mortal` that kill.
    package static let mortalAttempts = 2

    /// Whether each instance is sent a signal `go`.
    package var isSignalled: Bool { self == .errand || self == .doomed }
    package var hasOutcome: Bool { self != .grim && self != .doomed }
    package var isPublished: Bool { self == .errand }
    /// Whether its result holds what an execution of its task gave.
    package var hasTask: Bool { self == .errand || self == .mortal }
}
