/// Outcomes and dead letters since the last freeze, of all partitions of a lane: each partition's in order.
final class LaneOutputs {
    var outcomes = RecordBatch()
    var deadLetters = RecordBatch()

    var isEmpty: Bool { outcomes.isEmpty && deadLetters.isEmpty }

    /// Moves them into a checkpoint.
    func take(into checkpoint: inout Checkpoint) {
        swap(&checkpoint.outcomes, &outcomes)
        swap(&checkpoint.deadLetters, &deadLetters)
    }
}
