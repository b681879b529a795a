import Sluice
import SluiceEmbedded
import SluiceEngine
import SluiceKernel

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
        let log = ReplayLog(source, positions: positions)
        let registry = DefinitionRegistry([registration])
        var events: UInt64 = 0
        let start = Clock.monotonic()
        for slot in 0..<source.shape.slots { events += try fold(log, slot, registry) }
        return Double(events) / (Double(max(1, Clock.monotonic() - start)) / 1e6)
    }

    private static func fold(_ log: ReplayLog, _ slot: Int, _ registry: DefinitionRegistry) throws -> UInt64 {
        let opened = log.openReplay(slot: slot)
        let lane = try Lane(
            slot: slot, log: opened, eventLog: log, registry: registry, dispatcher: NoTasks(), waker: Latch(),
            settings: LaneSettings().share(of: log.shape.slots))
        var idle = 0
        while true {
            let isUnread = opened.partitions.contains { lane.position(of: $0) < opened.end($0) }
            if !isUnread {
                if lane.isClean { break }
                lane.drain()
            }
            idle = try lane.step(now: Clock.wall()) == .now ? 0 : idle + 1
            guard idle < 10_000 else { throw CommandError(.no, "the replay of slot \(slot) does not end") }
        }
        for partition in opened.partitions {
            let (left, again) = (log.positions[partition], opened.position(partition))
            guard left.next == again.next && left.hash == again.hash else {
                throw CommandError(
                    .no, "the replay of partition \(partition) gives another state than the run left",
                    hint: "It stands at \(again.next) with \(again.hash), the run at \(left.next) with \(left.hash).")
            }
        }
        return lane.statistics.events
    }
}
