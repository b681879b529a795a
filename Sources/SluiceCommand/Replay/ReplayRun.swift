import SluiceEngine
import SluiceKernel
import SluiceStore
import Synchronization

/// Plans a replay and folds its partitions, a few at a time, into a store of its own.
final class ReplayRun: Sendable {
    /// What a partition begins with.
    private struct Beginning: Sendable {
        var committed: ReplayCells?
        /// Transitions that were set aside: a replay cannot do without.
        var aside: Set<TransitionID> = []
    }

    private let options: ReplayOptions
    private let log: any EventLog
    private let store: ReplayStore
    private let registry: DefinitionRegistry
    private let beginnings = Mutex<[Int: Beginning]>([:])
    private let folds = Mutex<[Int: ReplayFold]>([:])

    init(_ options: ReplayOptions, _ log: any EventLog, _ store: ReplayStore, _ registry: DefinitionRegistry) {
        self.options = options
        self.log = log
        self.store = store
        self.registry = registry
    }

    /// The side on which the log as it is is folded.
    private var side: ReplayStore.Side { options.from == .checkpoint ? .committed : .folded }

    // MARK: before

    /// Reads what is committed, and finds out which events are folded.
    ///
    /// - Throws: `data` with every partition of which events are gone.
    func plan(_ partitions: [Int]) throws -> [ReplayPlan] {
        try PartitionWorkers.run(partitions, threads: options.threads) { [self] partition, _ in
            try begin(partition)
        } meanwhile: {
        }
        var plans: [ReplayPlan] = []
        for partition in partitions {
            let committed = beginnings.withLock { $0[partition]?.committed?.position.next } ?? 0
            plans.append(
                try ReplayPlan(
                    log, partition: partition, from: options.from, to: options.to, committed: committed,
                    endsAtCommitted: options.compares))
        }
        let gaps = plans.filter { $0.gap != nil }
        if !gaps.isEmpty { throw gone(gaps) }
        return plans
    }

    private func begin(_ partition: Int) throws {
        var beginning = Beginning()
        if options.compares || options.from == .checkpoint {
            let cells = try store.load(partition, of: log)
            let kind = CellKey.Kind.skipped.rawValue
            var aside: Set<TransitionID> = []
            try cells.scan(from: [kind], to: [kind + 1]) { key, _ in
                if let transition = TransitionID(partition: partition, setAsideBy: Array(key)) {
                    aside.insert(transition)
                }
                return true
            }
            beginning.aside = aside
            if options.from == .checkpoint { try store.index(cells) }
            beginning.committed = cells
        } else {
            var aside: Set<TransitionID> = []
            _ = try log.readState(partition: partition) { key, value in
                guard value != nil, let transition = TransitionID(partition: partition, setAsideBy: Array(key)) else {
                    return
                }
                aside.insert(transition)
            }
            beginning.aside = aside
        }
        let made = beginning
        beginnings.withLock { $0[partition] = made }
    }

    private func gone(_ plans: [ReplayPlan]) -> CommandError {
        let problems = plans.map { plan in
            let gap = plan.gap!
            return
                "partition \(plan.partition): offsets \(gap.lowerBound) to \(gap.upperBound - 1) are gone: retention "
                + "deleted them"
        }
        let last = plans.reduce(0) { max($0, $1.gap!.upperBound) }
        let why = "What was folded without them would be another state: instances that began there would be missing."
        return CommandError(
            .data, problems,
            hint: why
                + (options.compares
                    ? " So the checkpoints cannot be checked from here."
                    : " Say --from \(last) to fold without what came before, or --from checkpoint."))
    }

    // MARK: folding

    /// Folds all of `plans`.
    ///
    /// - Parameter show: hears how far it is, ten times a second.
    /// - Returns: what came of each, in their order.
    func fold(_ plans: [ReplayPlan], show: (String) -> Void) throws -> [ReplayFold] {
        let offsets = plans.reduce(0) { $0 + Int64($1.range.count) }
        let progress = ReplayProgress(
            total: options.definition == nil ? offsets : 2 * offsets, start: Clock.monotonic())
        let byPartition = Dictionary(uniqueKeysWithValues: plans.map { ($0.partition, $0) })
        try PartitionWorkers.run(plans.map(\.partition), threads: options.threads) { [self] partition, isWanted in
            let fold = try fold(byPartition[partition]!, progress, isWanted)
            folds.withLock { $0[partition] = fold }
        } meanwhile: {
            show(progress.text(now: Clock.monotonic()))
        }
        return folds.withLock { folds in plans.map { folds[$0.partition]! } }
    }

    private func fold(_ plan: ReplayPlan, _ progress: ReplayProgress, _ isWanted: () -> Bool) throws -> ReplayFold {
        let beginning = beginnings.withLock { $0.removeValue(forKey: plan.partition) } ?? Beginning()
        // Behind the end there is nothing to begin with either.
        if plan.range.isEmpty && !options.compares && side == .folded {
            return ReplayFold(plan: plan, readTo: plan.range.lowerBound, statistics: LaneStatistics())
        }
        let registry = registry.forLane()
        let state = side == .committed ? beginning.committed! : store.cells(plan.partition, side)
        let isTold = options.definition != nil
        if plan.isMiddle { try ReplayStart.begin(state, log, partition: plan.partition, at: plan.range.lowerBound) }
        let replay = try PartitionReplay(
            partition: plan.partition, of: log, to: plan.range.upperBound, state: state, registry: registry,
            settingAside: beginning.aside, keepsEnds: isTold, settings: settings,
            translation: plan.isMiddle ? MiddleStart() : nil)
        try run(replay, progress, isWanted)
        var fold = ReplayFold(plan: plan, readTo: replay.readTo, statistics: replay.statistics)
        let instances = ReplayedInstances(state, registry)
        fold.groups = try ReplayFold.groups(of: instances)
        if isTold { try instances.putUnended() }
        if options.compares, let committed = beginning.committed {
            fold.comparison = try ReplayVerdict(state, next: replay.next, against: committed)
        }
        if let definition = options.definition {
            fold.leftOut = try foldAgain(plan, definition, beginning.aside, progress, isWanted)
        }
        return fold
    }

    /// The same events with another definition.
    private func foldAgain(
        _ plan: ReplayPlan, _ definition: Definition, _ aside: Set<TransitionID>, _ progress: ReplayProgress,
        _ isWanted: () -> Bool
    ) throws -> [(step: String, count: Int)] {
        let registry = registry.forLane()
        let state = store.cells(plan.partition, .replaced)
        let replacement = DefinitionReplacement(definition, joins: plan.isMiddle)
        if plan.isMiddle {
            try ReplayStart.begin(
                state, log, partition: plan.partition, at: plan.range.lowerBound, replace: replacement.replace)
        }
        let replay = try PartitionReplay(
            partition: plan.partition, of: log, to: plan.range.upperBound, state: state, registry: registry,
            settingAside: aside, keepsEnds: true, settings: settings, translation: replacement)
        try run(replay, progress, isWanted)
        try ReplayedInstances(state, registry).putUnended()
        return replacement.leftOut
    }

    private var settings: LaneSettings { LaneSettings().share(of: options.threads) }

    private func run(_ replay: PartitionReplay, _ progress: ReplayProgress, _ isWanted: () -> Bool) throws {
        defer { replay.close() }
        var told = replay.next
        try replay.run {
            progress.add(replay.next - told)
            told = replay.next
            guard isWanted() else { throw LogError(.closed, "another partition failed") }
        }
    }

    // MARK: afterwards

    /// Calls `body` with each instance of a partition as `get` shows it.
    func forEachInstance(_ partition: Int, _ body: ([UInt8]) -> Void) throws {
        try ReplayedInstances(store.cells(partition, side), registry).forEachShown(body)
    }

    /// Calls `body` with what differs with the other definition.
    ///
    /// - Returns: how many lives of instances there were.
    func forEachDifference(_ partition: Int, _ body: (_ was: EndRow?, _ is: EndRow?) -> Void) throws -> Int {
        try ReplayComparison.ends(store.cells(partition, .folded), store.cells(partition, .replaced), body)
    }
}
