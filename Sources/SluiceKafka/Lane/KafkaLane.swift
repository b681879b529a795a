import SluiceEngine
import SluiceKernel
import SluiceStore

/// A slot, opened: reads its partitions of `events` as a static member of the group and their committed state in the node's
/// store, and commits in transactions that carry the group's offsets.
final class KafkaLane: LaneLog {
    let partitions: Range<Int>
    private let place: String
    private let member: SlotMember
    private let checkpointer: Checkpointer
    private let share: StoreShare
    private let store: CommittedStore
    /// Where the store keeps the cells of each partition.
    private let places: [CellPlace]
    private var reader: CellReader
    private var positions: [Position]
    /// Why the opening is over, as far as the lane was told.
    private var ended: LogError?
    /// The checkpoint that is being committed, or waits for the group.
    private var underWay: Checkpoint?
    private var waitsForGroup = false
    private var isClosed = false
    private let trimmer: EventTrimmer

    /// - Parameters:
    ///   - rows: what the store says of each partition, at the end of the topic.
    ///   - ends: of `events`, as they were found.
    ///   - trimmer: hears of positions that moved.
    init(
        slot: Int, partitions: Range<Int>, member: SlotMember, checkpointer: Checkpointer,
        share: StoreShare, rows: [StoreRow], node: String, ends: [Int64], trimmer: EventTrimmer
    ) {
        self.partitions = partitions
        place = "slot \(slot)"
        self.member = member
        self.checkpointer = checkpointer
        self.share = share
        store = CommittedStore(share, rows: rows, node: node)
        places = rows.map { $0.place }
        reader = CellReader(share.store.database)
        positions = rows.map { $0.position }
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
        // Whoever took the store over may have written already: what was read may be newer than the lane's memory.
        if ended == nil, share.isOver { ended = LogError(.fenced, "\(place) was opened again: this opening is over") }
        return ended
    }

    func end(_ partition: Int) -> Int64 { member.end(partition) }

    var standing: [Int] { member.standing }

    func seek(_ partition: Int, to offset: Int64) { member.seek(partition, to: offset) }

    func poll(into batch: inout RecordBatch, bytes: Int) {
        guard lost == nil, !isClosed else { return batch.removeAll() }
        member.poll(into: &batch, bytes: bytes)
    }

    // MARK: state

    func position(_ partition: Int) -> Position { positions[local(partition)] }

    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? {
        do throws(LogError) { return try reader.get(places[local(partition)], key) } catch {
            damaged(partition, error)
            return nil
        }
    }

    func look(_ partition: Int, up cells: inout CellLookups) {
        do throws(LogError) { try reader.look(places[local(partition)], up: &cells) } catch {
            damaged(partition, error)
        }
    }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        do throws(LogError) { try reader.scan(places[local(partition)], from: key, to: end, body) } catch {
            damaged(partition, error)
        }
    }

    /// The lane is over; what RocksDB calls damaged is loaded anew before the slot is opened again.
    private func damaged(_ partition: Int, _ error: LogError) {
        if error.code == .corrupt { share.store.distrust(partition, because: error.message) }
        if ended == nil { ended = error }
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
        let offsets = partitions.map { (partition: $0, offset: positions[local($0)].next) }
        let isTaken = member.withGroup { group in
            checkpointer.commit(underWay, group, store) { [member] () throws(KafkaError) in try member.confirm(offsets)
            }
        }
        guard isTaken else { return }
        waitsForGroup = false
        // The committing thread has the cells: here only the positions are still wanted.
        self.underWay = Checkpoint(
            number: underWay.number,
            partitions: underWay.partitions.map {
                Checkpoint.Part(
                    partition: $0.partition, cells: CellBatch(), index: CellBatch(), position: $0.position)
            })
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
                positions[local(part.partition)] = part.position
                trimmer.note(part.partition, committed: part.position.next)
            }
        case .notCommitted(let error), .unknown(let error):
            if ended == nil { ended = error }
        }
        return outcome
    }

    var undelivered: UInt64 { checkpointer.undelivered }

    /// The clients are destroyed in the background: that may wait for a broker.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        trimmer.forget(partitions)
        if ended == nil { ended = LogError(.closed, "\(place) is closed") }
        checkpointer.close()
        share.release()
        _ = OSThread.start("kafka-close") { [member] in member.close() }
    }
}
