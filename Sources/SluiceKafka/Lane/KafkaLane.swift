import SluiceEngine
import SluiceKernel

/// A slot, opened: reads its partitions of `events` as a static member of the group, keeps their committed state, and
/// commits in transactions that carry the group's offsets.
final class KafkaLane: LaneLog {
    let partitions: Range<Int>
    private let place: String
    private let member: SlotMember
    private let checkpointer: Checkpointer
    private let stores: [any PartitionStore]
    private var positions: [Position]
    /// Why the opening is over, as far as the lane was told.
    private var ended: LogError?
    /// The checkpoint that is being committed, or waits for the group.
    private var underWay: Checkpoint?
    private var waitsForGroup = false
    private var isClosed = false
    private let trimmer: EventTrimmer

    /// - Parameters:
    ///   - ends: of `events`, as they were found.
    ///   - trimmer: hears of positions that moved.
    init(
        slot: Int, partitions: Range<Int>, member: SlotMember, checkpointer: Checkpointer,
        stores: [any PartitionStore], positions: [Position], ends: [Int64], trimmer: EventTrimmer
    ) {
        self.partitions = partitions
        place = "slot \(slot)"
        self.member = member
        self.checkpointer = checkpointer
        self.stores = stores
        self.positions = positions
        self.trimmer = trimmer
        member.read(Inbox(partitions, offsets: positions.map { $0.next }, ends: ends)) { [checkpointer] in
            checkpointer.waitUntilIdle(milliseconds: 10_000)
        }
    }

    private func local(_ partition: Int) -> Int { partition - partitions.lowerBound }

    // MARK: reading

    /// The group tells of its loss at any moment: asked each time.
    var lost: LogError? {
        if ended == nil, let error = member.lost { ended = LogError(error, place) }
        return ended
    }

    func end(_ partition: Int) -> Int64 { member.end(partition) }

    func seek(_ partition: Int, to offset: Int64) { member.seek(partition, to: offset) }

    func poll(into batch: inout RecordBatch, bytes: Int) {
        guard lost == nil, !isClosed else { return batch.removeAll() }
        member.poll(into: &batch, bytes: bytes)
    }

    // MARK: state

    func position(_ partition: Int) -> Position { positions[local(partition)] }

    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? { stores[local(partition)].get(key) }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        stores[local(partition)].scan(from: key, to: end, body)
    }

    // MARK: committing

    func commit(_ checkpoint: consuming Checkpoint) {
        precondition(underWay == nil, "a commit before the outcome of the one before was taken")
        underWay = checkpoint
        waitsForGroup = true
        commitIfWaiting()
    }

    private func commitIfWaiting() {
        guard waitsForGroup, let underWay, lost == nil, !movesBack(underWay) else { return }
        if member.withGroup({ checkpointer.commit(underWay, $0) }) { waitsForGroup = false }
    }

    private func movesBack(_ checkpoint: Checkpoint) -> Bool {
        checkpoint.partitions.contains { $0.position.next < positions[local($0.partition)].next }
    }

    func takeCommitOutcome() -> CommitOutcome? {
        guard let checkpoint = underWay else { return nil }
        if waitsForGroup {
            if movesBack(checkpoint) {
                underWay = nil
                return .notCommitted(LogError(.mismatch, "\(place): a position went back"))
            }
            commitIfWaiting()
            guard waitsForGroup, let lost else { return nil }
            underWay = nil
            return .notCommitted(lost)
        }
        guard let outcome = checkpointer.takeOutcome() else { return nil }
        underWay = nil
        switch outcome {
        case .committed:
            for part in checkpoint.partitions {
                stores[local(part.partition)].apply(part.cells)
                stores[local(part.partition)].apply(part.index)
                positions[local(part.partition)] = part.position
                trimmer.note(part.partition, committed: part.position.next)
            }
        case .notCommitted(let error), .unknown(let error):
            if ended == nil { ended = error }
        }
        return outcome
    }

    /// The clients are destroyed in the background: that may wait for a broker.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        trimmer.forget(partitions)
        if ended == nil { ended = LogError(.closed, "\(place) is closed") }
        checkpointer.close()
        _ = OSThread.start("kafka-close") { [member] in member.close() }
    }
}
