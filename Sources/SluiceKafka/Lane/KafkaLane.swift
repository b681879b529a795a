import CRdKafka
import SluiceEngine
import SluiceKernel

/// A slot, opened: reads its partitions of `events` as a static member of the group, keeps their committed state, and
/// commits in transactions that carry the group's offsets.
final class KafkaLane: LaneLog {
    /// How far a partition was read.
    private struct Reading {
        /// The next offset that `poll` gives, or a later one.
        var next: Int64
        /// The end as it was last seen.
        var end: Int64
        /// Nothing readable lies between `next` and the end that the last fetch saw.
        var isAtEnd = false
    }

    let partitions: Range<Int>
    private(set) var lost: LogError?
    private let place: String
    private let member: SlotMember
    private let checkpointer: Checkpointer
    private let stores: [any PartitionStore]
    private var positions: [Position]
    private var reading: [Reading]
    private var scratch = ByteWriter()
    /// The checkpoint that is being committed, or waits for the group.
    private var underWay: Checkpoint?
    private var waitsForGroup = false
    private var isClosed = false
    private let onCommit: (_ partition: Int, _ position: Int64) -> Void

    /// - Parameters:
    ///   - ends: of `events`, as they were found.
    ///   - onCommit: hears of positions that moved.
    init(
        slot: Int, partitions: Range<Int>, member: SlotMember, checkpointer: Checkpointer,
        stores: [any PartitionStore], positions: [Position], ends: [Int64],
        onCommit: @escaping (_ partition: Int, _ position: Int64) -> Void
    ) {
        self.partitions = partitions
        place = "slot \(slot)"
        self.member = member
        self.checkpointer = checkpointer
        self.stores = stores
        self.positions = positions
        self.onCommit = onCommit
        reading = zip(positions, ends).map { Reading(next: $0.next, end: $1) }
        member.onRevocation = { [checkpointer] in checkpointer.waitUntilIdle(milliseconds: 10_000) }
    }

    private func local(_ partition: Int) -> Int { partition - partitions.lowerBound }

    // MARK: reading

    func position(_ partition: Int) -> Position { positions[local(partition)] }

    func end(_ partition: Int) -> Int64 {
        let reading = reading[local(partition)]
        return reading.isAtEnd ? reading.next : max(reading.next, reading.end)
    }

    func seek(_ partition: Int, to offset: Int64) {
        guard reading[local(partition)].next != offset else { return }
        reading[local(partition)].next = offset
        reading[local(partition)].isAtEnd = false
        member.reassign()
    }

    func poll(into batch: inout RecordBatch, bytes: Int) {
        batch.removeAll()
        guard lost == nil, !isClosed else { return }
        while batch.byteCount < bytes && lost == nil {
            member.assignIfNeeded { partitions.map { ($0, reading[local($0)].next) } }
            let count = member.consume { take($0, into: &batch) }
            noteLoss()
            if count == 0 { break }
        }
        for partition in partitions {
            if let end = member.fetchedEnd(partition) { reading[local(partition)].end = end }
        }
        commitIfWaiting()
    }

    private func take(_ message: borrowing KafkaMessage, into batch: inout RecordBatch) {
        let partition = message.partition
        guard partitions.contains(partition) else { return }
        let index = local(partition)
        if message.code == RD_KAFKA_RESP_ERR__PARTITION_EOF {
            if message.offset >= reading[index].next { reading[index].isAtEnd = true }
            return
        }
        // A stale message of an earlier assignment.
        guard message.offset >= reading[index].next else { return }
        guard message.time.isAppendTime else {
            lost = LogError(
                .mismatch, "the events topic has its producers' times; set message.timestamp.type=LogAppendTime")
            return
        }
        message.append(to: &batch, scratch: &scratch)
        reading[index].next = message.offset + 1
        reading[index].isAtEnd = false
    }

    private func noteLoss() {
        if lost == nil, let error = member.lost { lost = LogError(error, place) }
    }

    // MARK: state

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
        guard waitsForGroup, let underWay, let group = member.group, lost == nil, !movesBack(underWay) else { return }
        waitsForGroup = false
        checkpointer.commit(underWay, group)
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
            // Between two assignments nothing is delivered: only callbacks are served.
            if member.group == nil { member.consume { _ in } }
            noteLoss()
            commitIfWaiting()
            guard let lost, waitsForGroup else { return nil }
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
                onCommit(part.partition, part.position.next)
            }
        case .notCommitted(let error), .unknown(let error):
            if lost == nil { lost = error }
        }
        return outcome
    }

    /// The clients are destroyed in the background: that may wait for a broker.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        if lost == nil { lost = LogError(.closed, "\(place) is closed") }
        checkpointer.close()
        member.onRevocation = nil
        nonisolated(unsafe) let member = member
        _ = OSThread.start("kafka-close") { member.close() }
    }
}
