import SluiceEngine
import SluiceKernel
import SluiceStore

/// A slot of an embedded log, opened. Used from one thread.
final class EmbeddedLane: LaneLog {
    let partitions: Range<Int>
    let link: LaneLink
    let core: EmbeddedCore
    /// By partition of the slot: the next offset that `poll` gives.
    var next: [Int64]
    /// The ends of the slot's partitions, reused.
    var ends: [Int64]
    /// The next group of the tail to look at.
    var cursor: UInt64 = 0
    /// Something lies between `next` and `cursor`, which the database has.
    var isBehind = true
    /// Which partition is read from the database first, so that none starves.
    var turn = 0
    private var reader: CellReader

    init(link: LaneLink, core: EmbeddedCore) {
        self.link = link
        self.core = core
        partitions = core.shape.partitions(of: link.slot)
        reader = CellReader(core.state.database)
        next = partitions.map { core.state.position($0).next }
        ends = next
    }

    deinit { core.slots.release(link) }

    var lost: LogError? { link.lost }

    func position(_ partition: Int) -> Position {
        precondition(partitions.contains(partition))
        return core.state.position(partition)
    }

    func end(_ partition: Int) -> Int64 { core.tail.end(partition) }

    func seek(_ partition: Int, to offset: Int64) {
        precondition(partitions.contains(partition))
        next[partition - partitions.lowerBound] = offset
        isBehind = true
    }

    func get(_ partition: Int, _ key: [UInt8]) -> [UInt8]? {
        do { return try reader.get(CellPlace(partition: partition), key) } catch {
            link.lose(error)
            return nil
        }
    }

    func look(_ partition: Int, up cells: inout CellLookups) {
        do { try reader.look(CellPlace(partition: partition), up: &cells) } catch { link.lose(error) }
    }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        do { try reader.scan(CellPlace(partition: partition), from: key, to: end, body) } catch { link.lose(error) }
    }

    func commit(_ checkpoint: consuming Checkpoint) {
        core.commits.add(CommitQueue.Job(link: link, checkpoint: checkpoint))
    }

    func takeCommitOutcome() -> CommitOutcome? { link.takeOutcome() }

    func close() {
        link.lose(LogError(.closed, "slot \(link.slot) was closed"))
        core.slots.release(link)
    }
}
