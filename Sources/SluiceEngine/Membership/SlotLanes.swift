/// The lanes of a node, as its membership commands them. No call blocks.
package protocol SlotLanes: AnyObject {
    /// Opens a slot, sets these transitions aside, and folds it until told otherwise or until it fails.
    func open(_ slot: Int, settingAside transitions: Set<TransitionID>)
    /// Fetches nothing more, takes a last checkpoint, and closes the slot.
    func release(_ slot: Int)
    /// Closes the slot at once: it is another's.
    func drop(_ slot: Int)
    func report(_ slot: Int) -> SlotReport
}

/// How the lane of a slot is.
package struct SlotReport: Equatable, Sendable {
    package enum Stage: Equatable, Sendable {
        /// Closed, as it was told to be.
        case resting
        case opening
        case open
        /// Failed, and closed. `isLasting`: this node does not get past it, however often the slot is opened.
        case failed(reason: String, isLasting: Bool)
    }

    package var stage = Stage.resting
    package var health = SlotHealth()

    package init(stage: Stage = .resting, health: SlotHealth = SlotHealth()) {
        self.stage = stage
        self.health = health
    }
}
