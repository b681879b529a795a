import SluiceEngine
import SluiceKernel
import SluiceStore

/// Brings a node's store of one slot to the ends of its partitions of `checkpoints`, with proof, and can follow them from
/// there. Used by one thread.
///
/// The end is the high watermark as a read_uncommitted client sees it, asked after the older owner's transaction was ended;
/// a read_committed reader has reached it when it is told of an end of partition at or behind it. (Markers and aborted
/// records occupy offsets and are never delivered; stopping earlier, at the last stable offset, loses a checkpoint.)
final class SlotRestore {
    let slot: Int
    let partitions: Range<Int>
    let topic: String
    let share: StoreShare
    let node: NodeStore
    let sink: any LogSink
    let shouldStop: () -> Bool
    /// By partition of the slot.
    var restores: [PartitionRestore] = []
    /// Partitions whose cells turned out to be of another topic.
    var strangers: Set<Int> = []
    /// What is wrong with a record that was read.
    var failure: LogError?
    /// Read so far.
    var records = 0
    /// Partitions of the slot of which nothing was read since they were last read to an end. Only there whole checkpoints were
    /// taken: the records of the next one come in pieces.
    var isAtEnd: [Bool]

    init(slot: Int, share: StoreShare, node: NodeStore, shouldStop: @escaping () -> Bool = { false }) {
        self.slot = slot
        self.share = share
        self.node = node
        self.shouldStop = shouldStop
        partitions = share.partitions
        isAtEnd = partitions.map { _ in false }
        topic = node.settings.checkpoints
        sink = node.sink
    }

    var rows: [StoreRow] { restores.map { $0.row } }

    func local(_ partition: Int) -> Int { partition - partitions.lowerBound }

    // MARK: to the end

    /// Restores all partitions.
    ///
    /// - Throws: `unavailable` when it stands still, `corrupt` when the topic does not hold what its position records say.
    func run() throws(LogError) {
        var ranges = try node.view.ranges(topic, partitions)
        let origins = try node.origins(partitions)
        for (index, partition) in partitions.enumerated() {
            restores.append(try begin(partition, origins[index], ranges[index]))
        }
        try bring(Array(partitions), to: &ranges)
    }

    /// Reads and settles partitions, those that have to be loaded anew once more.
    func bring(_ partitions: [Int], to ranges: inout [Range<Int64>]) throws(LogError) {
        var left = partitions
        while !left.isEmpty {
            try read(left, ranges)
            var again: [Int] = []
            for partition in left where try !settle(partition, ranges[local(partition)]) { again.append(partition) }
            left = again
            if !left.isEmpty { ranges = try node.view.ranges(topic, self.partitions) }
        }
    }

    private func begin(
        _ partition: Int, _ origin: StoreOrigin, _ range: Range<Int64>
    ) throws(LogError) -> PartitionRestore {
        let topic = RestorePlan.Topic(
            origin: origin, range: range, keepsDeletions: try node.keepsDeletions(), now: Clock.wall())
        let plan = RestorePlan(
            used: try share.store.used(partition), loading: try share.store.loading(partition),
            distrust: share.store.distrusts(partition), topic)
        switch plan {
        case .update(let row): return .update(row, share)
        case .goOn(let row): return .goOn(row, share)
        case .load(let reason): return try load(origin, range, because: reason)
        }
    }

    func load(
        _ origin: StoreOrigin, _ range: Range<Int64>, because reason: String?
    ) throws(LogError) -> PartitionRestore {
        if let reason {
            sink.log(
                .warning, "the store of a partition is given up and loaded anew",
                [("partition", "\(origin.partition)"), ("reason", reason)])
        }
        node.count { $0.loads += 1 }
        return try .load(origin, from: range.lowerBound, now: Clock.wall(), share)
    }

    /// Ends one partition's round.
    ///
    /// - Returns: false when it has to be loaded anew: that was begun.
    private func settle(_ partition: Int, _ range: Range<Int64>) throws(LogError) -> Bool {
        let restore = restores[local(partition)]
        if let objection = objection(to: restore) {
            // Read from its first record on, a topic is what it is.
            if restore.isWhole { throw LogError(.corrupt, "\(topic)/\(partition): \(objection)") }
            restores[local(partition)] = try load(restore.row.origin, range, because: objection)
            return false
        }
        do throws(LogError) {
            if try restore.finish(shouldStop: shouldStop) {
                if restore.way == .load { try use(restore) }
                restores[local(partition)] = .update(restore.row, share)
                return true
            }
        } catch {
            // A sound topic has what a damaged store lacks.
            guard error.code == .corrupt, !restore.isWhole else { throw error }
            restores[local(partition)] = try load(restore.row.origin, range, because: error.message)
            return false
        }
        if restore.isWhole { throw unsound(restore.row) }
        restores[local(partition)] = try load(restore.row.origin, range, because: differs(restore))
        return false
    }

    /// Why the cells are not of this topic.
    func objection(to restore: PartitionRestore) -> String? {
        if strangers.remove(restore.row.origin.partition) != nil {
            return "the topic was deleted and made again: its position records have another incarnation than the cells"
        }
        guard restore.way == .update, restore.row.proof >= 0, !restore.isProven else { return nil }
        return "the topic has no position record that shows that it is the same"
    }

    private func unsound(_ row: StoreRow) -> LogError {
        LogError(
            .corrupt,
            """
            \(topic)/\(row.origin.partition) sums up to \(row.sum), its position record says \(row.position.hash): the topic \
            is damaged. The node's store is left as it is
            """)
    }

    /// What to say of cells that do not sum up.
    func differs(_ restore: PartitionRestore) -> String {
        let row = restore.row
        if restore.way == .load { return "the load that was gone on with does not sum up" }
        node.count { $0.differences += 1 }
        return "its cells sum up to \(row.sum), the position record says \(row.position.hash)"
    }

    /// Puts what was loaded in the place of what was in use, and names the first cell that differs where both should be the
    /// same.
    private func use(_ restore: PartitionRestore) throws(LogError) {
        let partition = restore.row.origin.partition
        if let old = try share.store.used(partition), old.position == restore.row.position, old.sum != restore.row.sum,
            let key = try PlaceDifference.first(share.store, old.place, restore.row.place)
        {
            sink.log(
                .error, "the store of a partition differed from the topic",
                [("partition", "\(partition)"), ("first_cell", CellName.describe(key))])
        }
        try restore.use()
    }
}
