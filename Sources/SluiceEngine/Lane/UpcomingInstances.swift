import SluiceKernel

/// The instances that the entries of a record are about. What an entry will touch was last used long before, and has left the
/// processor's caches: it is asked back before the entry's turn comes.
///
/// Confined to its lane's thread. In memory of its own: arrays would be counted at each use.
final class UpcomingInstances {
    private struct Upcoming {
        var id: UnsafeRawBufferPointer
        var hash: UInt64
    }

    private let upcoming = UnsafeMutablePointer<Upcoming>.allocate(capacity: RecordReader.maximumEntries)
    @exclusivity(unchecked) private var count = 0
    /// The entry being folded.
    @exclusivity(unchecked) private var current = -1

    deinit { upcoming.deallocate() }

    var isEmpty: Bool { count == 0 }

    /// Looks through a record that is folded next.
    func read(_ record: UnsafeRawBufferPointer, _ table: InstanceTable) {
        // There is room for one record: what was not taken back would push this one's behind the end.
        removeAll()
        RecordReader.forEachInstance(in: record) { _, id in
            let hash = InstanceTable.hash(id)
            table.willProbe(hash: hash)
            (upcoming + count).initialize(to: Upcoming(id: id, hash: hash))
            count += 1
        }
    }

    /// Calls `body` with each id that the table does not know, in their order.
    @inline(__always)
    func forEachUnknown(in table: InstanceTable, _ body: (UnsafeRawBufferPointer) -> Void) {
        for index in 0..<count where !upcoming[index].id.isEmpty {
            if !table.mayHold(hash: upcoming[index].hash) { body(upcoming[index].id) }
        }
    }

    /// The next entry is folded.
    @inline(__always)
    func advance(_ table: InstanceTable) {
        current += 1
        if current + 2 < count { table.willFind(hash: upcoming[current + 2].hash) }
        if current + 1 < count { table.willUse(hash: upcoming[current + 1].hash) }
    }

    /// The hash of `id`, which is at hand when the entry is about that instance.
    @inline(__always)
    func hash(of id: UnsafeRawBufferPointer) -> UInt64 {
        if current >= 0, current < count {
            let known = upcoming[current]
            if known.id.baseAddress == id.baseAddress && known.id.count == id.count { return known.hash }
        }
        return InstanceTable.hash(id)
    }

    /// The record is folded: what comes to lie where it lay is something else.
    func removeAll() {
        count = 0
        current = -1
    }
}
