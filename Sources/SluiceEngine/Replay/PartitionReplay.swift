/// Folds a range of one partition's events again: outside the group, without tasks, appending and committing nothing.
///
/// Step-driven, like the ``Lane`` that it is. Its memory is bounded by the settings; what does not fit is in the state.
package final class PartitionReplay {
    package let partition: Int
    private let lane: Lane
    private let log: ReplayLane
    private var idle = 0

    /// Rounds in a row in which nothing happens, of a fold that is at its end: a mistake of ours.
    private static let mostIdle = 10_000

    /// - Parameters:
    ///   - source: the log; it is read, and nothing else.
    ///   - end: the offset behind the last event to fold. The first is where `state` stands.
    ///   - aside: transitions that were set aside, of this partition: they are again.
    ///   - keepsEnds: whether how each instance ended is put into the state: see ``EndRow``.
    ///   - translation: gives the fold other events than the log holds.
    /// - Throws: when the state or the log cannot be read.
    package init(
        partition: Int, of source: any EventLog, to end: Int64, state: any ReplayState, registry: DefinitionRegistry,
        settingAside aside: Set<TransitionID> = [], keepsEnds: Bool = false, settings: LaneSettings = LaneSettings(),
        translation: (any EventTranslation)? = nil
    ) throws(LaneFault) {
        self.partition = partition
        do throws(LogError) {
            log = ReplayLane(
                partition: partition, reader: try source.reader(of: .events, partition: partition), to: end,
                state: state, keepsEnds: keepsEnds)
        } catch { throw .lost(error) }
        var settings = settings
        // The range ends it, not the time.
        settings.drainFetchTime = .max / 4
        lane = try Lane(
            slot: 0, log: log, eventLog: ReplayLog(shape: source.shape), registry: registry, dispatcher: NoTasks(),
            waker: Latch(), crash: CrashWatch(skipped: aside), settings: settings, translation: translation)
    }

    /// One round.
    ///
    /// - Parameter now: wall time in milliseconds: when the state is written depends on it, never what.
    /// - Returns: false when everything is folded and written.
    /// - Throws: `beyond` when the program lacks the Swift code of a definition; `lost` with `outOfRange` when events were
    ///   deleted meanwhile.
    package func step(now: Int64) throws(LaneFault) -> Bool {
        let hasFolded = try lane.step(now: now) == .now
        guard log.isRead, !hasFolded, next >= log.givenTo else { return true }
        if lane.isClean { return false }
        lane.drain()
        idle += 1
        precondition(idle < PartitionReplay.mostIdle, "the replay of partition \(partition) does not end")
        return true
    }

    /// Runs to the end. `each` hears of every round, and may throw to end it.
    package func run(_ each: () throws -> Void = {}) throws {
        while try step(now: Clock.wall()) { try each() }
    }

    /// The next event to fold.
    package var next: Int64 { lane.position(of: partition) }

    /// The offset up to which the log was read: behind the last record there may be none that can be read.
    package var readTo: Int64 { log.readTo }

    package var statistics: LaneStatistics {
        var statistics = lane.statistics
        // The end that the lane is told of is nowhere.
        statistics.unread = 0
        return statistics
    }

    package func close() { lane.close() }
}
