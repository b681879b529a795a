/// What a lane needs to note what it folds, and to set aside what has killed its node too often.
package struct CrashWatch: Sendable {
    /// The note of the lane's thread.
    package var slot: NoteSlot?
    package var skipped: Set<TransitionID>

    package init(slot: NoteSlot? = nil, skipped: Set<TransitionID> = []) {
        self.slot = slot
        self.skipped = skipped
    }
}
