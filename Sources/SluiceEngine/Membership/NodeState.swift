/// Where a node is in its life among the others.
package enum NodeState: UInt8, Sendable, CaseIterable {
    /// Has not seen enough of the others yet: it claims nothing.
    case joining = 1
    case ready = 2
    /// Gives its slots to others and takes none.
    case leaving = 3
    /// Its last word: whatever it had is free.
    case left = 4

    package var name: String {
        switch self {
        case .joining: "joining"
        case .ready: "ready"
        case .leaving: "leaving"
        case .left: "left"
        }
    }
}
