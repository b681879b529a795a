import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel
import SluiceTestKit

/// Folds what a run has left in its log again, from the first event on and without task bodies: every result must be in
/// there, so positions and state hashes come out the same.
enum BenchReplay {
    /// Where the state of each partition stands. The node on the log has stopped.
    static func positions(_ log: EmbeddedLog) throws -> [Position] {
        var positions: [Position] = []
        for slot in 0..<log.shape.slots {
            let lane = try log.open(slot: slot, waker: Latch())
            positions += lane.partitions.map { lane.position($0) }
            lane.close()
        }
        return positions
    }

    /// - Throws: when a position or a hash differs from `positions`.
    static func eventsPerSecond(
        _ source: EmbeddedLog, _ workflow: any AnyWorkflow, to positions: [Position]
    ) throws -> Double {
        // Transforms are part of the fold; tasks are not.
        var registration = try workflow.register()
        registration.tasks = [:]
        let registry = DefinitionRegistry([registration])
        var events: UInt64 = 0
        let start = Clock.monotonic()
        for (partition, position) in positions.enumerated() {
            events += try fold(source, partition, registry, to: position)
        }
        return Double(events) / (Double(max(1, Clock.monotonic() - start)) / 1e6)
    }

    private static func fold(
        _ log: EmbeddedLog, _ partition: Int, _ registry: DefinitionRegistry, to position: Position
    ) throws -> UInt64 {
        let state = MemoryState()
        let replay = try PartitionReplay(
            partition: partition, of: log, to: position.next, state: state, registry: registry,
            settings: LaneSettings().share(of: log.shape.slots))
        defer { replay.close() }
        try replay.run()
        guard position.next == state.position.next && position.hash == state.position.hash else {
            throw CommandError(
                .no, "the replay of partition \(partition) gives another state than the run left",
                hint:
                    "It stands at \(state.position.next) with \(state.position.hash), the run at \(position.next) with \(position.hash)."
            )
        }
        return replay.statistics.events
    }
}
