import SluiceEngine
import SluiceKernel

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
    /// The key of the last look-up, kept for its memory.
    private var key: [UInt8] = []
    /// Keys of look-ups, kept for their memory.
    private var keys = KeyList()

    init(link: LaneLink, core: EmbeddedCore) {
        self.link = link
        self.core = core
        partitions = core.shape.partitions(of: link.slot)
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
        let family = key.withUnsafeBytes { Family.of(cell: $0) }
        self.key.removeAll(keepingCapacity: true)
        StateKey.append(partition, key, to: &self.key)
        do { return try core.state.database.get(self.key, in: family) } catch {
            link.lose(error)
            return nil
        }
    }

    func look(_ partition: Int, up cells: inout CellLookups) {
        keys.removeAll()
        var isState = true
        for index in 0..<cells.count {
            cells.withKey(index) {
                isState = isState && Family.of(cell: $0) == .main
                keys.add(partition, $0)
            }
        }
        guard isState else { return }
        do throws(LogError) {
            try core.state.database.look(up: keys, in: .main) { cells.setAbsent($0) }
        } catch {
            link.lose(error)
        }
    }

    func scan(
        _ partition: Int, from key: [UInt8], to end: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) {
        // Index cells come behind all others.
        let border = [CellKey.firstIndexKind]
        do {
            var goesOn = true
            if key.lexicographicallyPrecedes(border) {
                let last = border.lexicographicallyPrecedes(end) ? border : end
                goesOn = try scan(.main, StateKey.cell(partition, key), StateKey.cell(partition, last), body)
            }
            if goesOn && border.lexicographicallyPrecedes(end) {
                let first = key.lexicographicallyPrecedes(border) ? border : key
                _ = try scan(.index, StateKey.cell(partition, first), StateKey.cell(partition, end), body)
            }
        } catch {
            link.lose(error)
        }
    }

    /// Returns false when `body` has.
    private func scan(
        _ family: Family, _ lower: [UInt8], _ upper: [UInt8],
        _ body: (_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool
    ) throws(LogError) -> Bool {
        try core.state.database.iterate(from: lower, below: upper, in: family) { (iterator) throws(LogError) in
            iterator.seekToFirst()
            while iterator.isValid {
                let cell = UnsafeRawBufferPointer(rebasing: iterator.key.dropFirst(2))
                if !body(cell, iterator.value) { return false }
                iterator.next()
            }
            try iterator.check()
            return true
        }
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
