/// Outcomes and dead letters since the last freeze, of all partitions of a lane: each partition's in order.
final class LaneOutputs {
    var outcomes = RecordBatch()
    var deadLetters = RecordBatch()

    /// About how much memory they take.
    var byteCount: Int { outcomes.byteCount + deadLetters.byteCount }

    var isEmpty: Bool { outcomes.isEmpty && deadLetters.isEmpty }

    /// Moves them into a checkpoint. The next outcomes are likely to be as many: their room does not grow step by step.
    func take(into checkpoint: inout Checkpoint) {
        swap(&checkpoint.outcomes, &outcomes)
        swap(&checkpoint.deadLetters, &deadLetters)
        outcomes.reserve(like: checkpoint.outcomes)
    }
}
