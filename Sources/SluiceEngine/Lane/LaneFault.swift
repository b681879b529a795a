import SluiceKernel

/// Why a lane is over. Its memory is dropped; whoever runs it opens the slot again, unless it must be left alone.
package enum LaneFault: Error, CustomStringConvertible {
    /// The log says so: fenced, in doubt, closed.
    case lost(LogError)
    /// The partition needs a definition or fold version that this node lacks: another node may fold on.
    case beyond(partition: Int, offset: Int64, what: String)
    /// A committed cell does not decode.
    case damaged(partition: Int, what: String)

    /// The partition that this node does not get past, however often its slot is opened; nil: the next try may go well.
    var lastingPartition: Int? {
        switch self {
        case .lost: nil
        case .beyond(let partition, _, _), .damaged(let partition, _): partition
        }
    }

    package var description: String {
        switch self {
        case .lost(let error): error.message
        case .beyond(let partition, let offset, let what):
            "partition \(partition) cannot be folded past offset \(offset) here: \(what)"
        case .damaged(let partition, let what): "the state of partition \(partition) is damaged: \(what)"
        }
    }
}
