/// What a node has to do with one slot.
struct Seat {
    enum Stage: Equatable {
        /// Nothing.
        case none
        /// Its claim is on its way, or not read back.
        case claiming(UInt64)
        /// Its own by its claim, read back; the lane is told to be open.
        case held(UInt64)
        /// The lane failed: the slot is claimed anew at this time of the monotonic clock, milliseconds.
        case failed(UInt64, retryAt: Int64)
        /// The lane takes its last checkpoint.
        case draining(UInt64, to: NodeID?)
        /// Closed, until another has claimed it.
        case released(UInt64, to: NodeID?)
    }

    var stage = Stage.none
    /// Monotonic milliseconds at which the lane was told to open.
    var openedAt: Int64 = 0
    var reopening = Reopening()
    /// Why this process does not fold the slot any more.
    var refusal: String?
    /// The refusal holds for as long as another node can take the slot: this one might, some time.
    var mayTryAgain = false
    /// Follows the slot for the time that it is taken over.
    var standby: (any SlotStandby)?
    /// The log keeps no copies: nothing is gained by waiting.
    var cannotFollow = false

    init() {}

    /// An empty one, in place of one that followed its slot.
    init(closing standby: (any SlotStandby)?) { standby?.close() }

    /// The epoch in which the slot is this node's; nil: it is not.
    var epoch: UInt64? {
        switch stage {
        case .none, .claiming: nil
        case .held(let epoch), .failed(let epoch, _), .draining(let epoch, _), .released(let epoch, _): epoch
        }
    }

    var isWarm: Bool { cannotFollow || standby.map { $0.progress.allSatisfy(\.isWarm) } ?? false }
}
