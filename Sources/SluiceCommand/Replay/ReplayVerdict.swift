import SluiceEngine
import SluiceKernel
import SluiceStore

/// What the comparison of a partition's replay with its last checkpoint came to.
struct ReplayVerdict: Sendable {
    enum Result: Sendable {
        case equal
        /// Nothing was ever committed.
        case noCheckpoint
        /// Events below the checkpoint's position cannot be read.
        case unread
        /// The first cell that is not the same.
        case differs(cell: [UInt8])
        /// All cells are, and the position record says something else.
        case otherHash
    }

    let position: Position
    let folded: StateHash
    let result: Result

    var isEqual: Bool {
        switch result {
        case .equal, .noCheckpoint: true
        case .unread, .differs, .otherHash: false
        }
    }

    /// - Parameters:
    ///   - next: where the fold of `state` ended.
    init(_ state: ReplayCells, next: Int64, against committed: ReplayCells) throws(LogError) {
        position = committed.position
        folded = state.position.hash
        if !position.exists {
            result = .noCheckpoint
        } else if next != position.next {
            result = .unread
        } else if folded == position.hash, try ReplayComparison.sum(committed) == folded {
            result = .equal
        } else if let cell = try ReplayComparison.firstDifference(committed, state) {
            result = .differs(cell: cell)
        } else {
            result = .otherHash
        }
    }

    var text: String {
        switch result {
        case .equal: "equal"
        case .noCheckpoint: "no checkpoint yet"
        case .unread: "differs: not all events below the position can be read"
        case .differs(let cell): "differs: first in \(CellName.describe(cell))"
        case .otherHash: "differs: all cells are equal, the position record has another hash"
        }
    }
}
