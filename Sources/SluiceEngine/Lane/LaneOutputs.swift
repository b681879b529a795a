/// Outcomes, dead letters and published records since the last freeze, of all partitions of a lane: each partition's in order.
final class LaneOutputs {
    @exclusivity(unchecked) var outcomes = RecordBatch()
    @exclusivity(unchecked) var deadLetters = RecordBatch()
    @exclusivity(unchecked) var published = PublishedRecords()

    /// Outcomes of the checkpoint under way.
    private var taken = RecordBatch()
    /// None: memory for outcomes.
    private var spare = RecordBatch()

    /// About how much memory they take.
    var byteCount: Int { outcomes.byteCount + deadLetters.byteCount + published.byteCount }

    var isEmpty: Bool { outcomes.isEmpty && deadLetters.isEmpty && published.isEmpty }

    /// Moves them into a checkpoint.
    func take(into checkpoint: inout Checkpoint) {
        swap(&checkpoint.outcomes, &outcomes)
        swap(&checkpoint.deadLetters, &deadLetters)
        swap(&checkpoint.published, &published)
        swap(&outcomes, &spare)
        // The next outcomes are likely to be as many: their room does not grow step by step.
        outcomes.reserve(like: checkpoint.outcomes)
        taken = checkpoint.outcomes
    }

    /// The log has let the checkpoint go: the next but one finds memory that need not be cleared first, if it is not more than
    /// `bytes`.
    func committed(keeping bytes: Int) {
        swap(&spare, &taken)
        taken = RecordBatch()
        spare.removeAll(keeping: bytes)
    }
}
