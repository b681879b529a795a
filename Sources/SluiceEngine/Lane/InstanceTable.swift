import CPrefetch
import SluiceKernel

/// The decoded instances of a partition, found by id: open addressing over entries that never move.
///
/// Confined to its lane's thread, so accesses need no check at run time. Nothing iterates it for the fold.
package final class InstanceTable {
    private static let chunkSize = 1_024
    /// What one place without an instance keeps at most of what its own had allocated, bytes.
    private static let largestSpare = 2_048

    @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<InstanceEntry>] = []
    @exclusivity(unchecked) private var allocated = 0
    @exclusivity(unchecked) private var free: [UInt32] = []
    /// How much memory places without an instance keep: instances come and go, and the next needs not allocate its own.
    @exclusivity(unchecked) private var spareBytes = 0
    private let mostSpareBytes: Int
    /// Upper half: that of the id's hash, from which the slot follows too, so that probing touches no entry but the one it is
    /// after. Lower half: entry index + 1. 0: empty.
    @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
    @exclusivity(unchecked) private var mask: Int
    @exclusivity(unchecked) private(set) var count = 0
    /// About how much memory the instances take.
    @exclusivity(unchecked) private(set) var footprint = 0
    /// By how much that has grown by loading, starting and changing instances, since it was last set to 0.
    @exclusivity(unchecked) var grown = 0
    @exclusivity(unchecked) private var occupied: [Bool] = []
    @exclusivity(unchecked) private var hand = 0

    /// - Parameter spareBytes: bound of the memory that is kept for instances to come.
    package init(spareBytes: Int) {
        let size = 2_048
        slots = .allocate(capacity: size)
        slots.initialize(repeating: 0, count: size)
        mask = size - 1
        mostSpareBytes = spareBytes
    }

    deinit {
        slots.deallocate()
        for index in 0..<allocated { entry(UInt32(index)).deinitialize(count: 1) }
        for chunk in chunks { chunk.deallocate() }
    }

    @inline(__always)
    func entry(_ index: UInt32) -> UnsafeMutablePointer<InstanceEntry> {
        chunks[Int(index) / InstanceTable.chunkSize] + Int(index) % InstanceTable.chunkSize
    }

    /// The entry that `instance` lies in.
    @inline(__always)
    static func entry(of instance: UnsafeMutablePointer<Instance>) -> UnsafeMutablePointer<InstanceEntry> {
        UnsafeMutableRawPointer(instance).assumingMemoryBound(to: InstanceEntry.self)
    }

    @inline(__always)
    static func instance(of entry: UnsafeMutablePointer<InstanceEntry>) -> UnsafeMutablePointer<Instance> {
        UnsafeMutableRawPointer(entry).assumingMemoryBound(to: Instance.self)
    }

    private static func half(_ slot: UInt64) -> UInt64 { slot >> 32 }
    private func home(_ half: UInt64) -> Int { Int(truncatingIfNeeded: half) & mask }
    private func entry(in slot: Int) -> UnsafeMutablePointer<InstanceEntry> {
        entry(UInt32(truncatingIfNeeded: slots[slot]) - 1)
    }

    package static func hash(_ id: UnsafeRawBufferPointer) -> UInt64 { Mixer.hash64(id, seed: 0x51c3) }

    func find(_ id: UnsafeRawBufferPointer, hash: UInt64) -> UnsafeMutablePointer<InstanceEntry>? {
        let half = InstanceTable.half(hash)
        var slot = home(half)
        while slots[slot] != 0 {
            if InstanceTable.half(slots[slot]) == half {
                let candidate = entry(in: slot)
                if candidate.pointee.instance.id.span.withUnsafeBytes({ $0.isEqual(to: id) }) {
                    candidate.pointee.isReferenced = true
                    return candidate
                }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    // MARK: ahead of their use

    /// Whether an instance with this hash is there, as far as that can be told without touching it.
    @inline(__always)
    func mayHold(hash: UInt64) -> Bool { first(InstanceTable.half(hash)) != nil }

    /// An instance with this hash is soon looked for.
    @inline(__always)
    func willProbe(hash: UInt64) { prefetch_line(slots + home(InstanceTable.half(hash))) }

    /// An instance with this hash is looked for next but one.
    func willFind(hash: UInt64) {
        if let entry = first(InstanceTable.half(hash)) { willTouch(entry) }
    }

    /// An instance with this hash is looked for next.
    func willUse(hash: UInt64) {
        guard let entry = first(InstanceTable.half(hash)) else { return }
        func touch<T>(_ array: UnsafePointer<T>, _ lines: Int) {
            let memory = UnsafeRawPointer(array).load(as: UnsafeRawPointer.self)
            for line in 0..<lines { prefetch_line(memory + line * 64) }
        }
        touch(&entry.pointee.instance.id, 1)
        touch(&entry.pointee.instance.steps, 2)
        touch(&entry.pointee.instance.arena, 8)
        touch(&entry.pointee.instance.history.tail, 1)
        touch(&entry.pointee.instance.timers, 1)
    }

    /// All of `entry` is soon looked at.
    @inline(__always)
    func willTouch(_ entry: UnsafeMutablePointer<InstanceEntry>) {
        for line in 0..<(MemoryLayout<InstanceEntry>.size + 63) / 64 {
            prefetch_line(UnsafeRawPointer(entry) + line * 64)
        }
    }

    /// The first entry whose hash has this half: nearly always the one that is meant.
    private func first(_ half: UInt64) -> UnsafeMutablePointer<InstanceEntry>? {
        var slot = home(half)
        while slots[slot] != 0 {
            if InstanceTable.half(slots[slot]) == half { return entry(in: slot) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// A place for the instance whose id has this hash: the caller puts it there.
    ///
    /// - Precondition: the table holds no entry with this id.
    func insert(hash: UInt64) -> UnsafeMutablePointer<InstanceEntry> {
        if (count + 1) * 2 > mask { grow() }
        let index: UInt32
        if let reused = free.popLast() {
            index = reused
        } else {
            if allocated == chunks.count * InstanceTable.chunkSize {
                chunks.append(.allocate(capacity: InstanceTable.chunkSize))
            }
            index = UInt32(allocated)
            allocated += 1
            occupied.append(false)
            entry(index).initialize(to: InstanceEntry())
        }
        // What a free place counts for is what it has kept.
        spareBytes -= entry(index).pointee.footprint
        entry(index).pointee.reuse(hash: hash)
        occupied[Int(index)] = true
        link(index, hash: hash)
        count += 1
        return entry(index)
    }

    private func link(_ index: UInt32, hash: UInt64) { link(hash & ~0xffff_ffff | UInt64(index + 1)) }

    private func link(_ value: UInt64) {
        var slot = home(InstanceTable.half(value))
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = value
    }

    private func grow() {
        let old = UnsafeMutableBufferPointer(start: slots, count: mask + 1)
        slots = .allocate(capacity: old.count * 2)
        slots.initialize(repeating: 0, count: old.count * 2)
        mask = old.count * 2 - 1
        for value in old where value != 0 { link(value) }
        old.deallocate()
    }

    func remove(_ place: UnsafeMutablePointer<InstanceEntry>) {
        let half = InstanceTable.half(place.pointee.hash)
        var slot = home(half)
        while InstanceTable.half(slots[slot]) != half || entry(in: slot) != place { slot = (slot + 1) & mask }
        let index = UInt32(truncatingIfNeeded: slots[slot]) - 1
        // Closes the gap, so that probing never needs tombstones.
        var gap = slot
        var next = (slot + 1) & mask
        while slots[next] != 0 {
            let home = home(InstanceTable.half(slots[next]))
            if (next &- home) & mask >= (next &- gap) & mask {
                slots[gap] = slots[next]
                gap = next
            }
            next = (next + 1) & mask
        }
        slots[gap] = 0
        footprint -= place.pointee.footprint
        if place.pointee.footprint > InstanceTable.largestSpare
            || spareBytes + place.pointee.footprint > mostSpareBytes
        {
            place.pointee.instance = Instance()
            place.pointee.footprint = 0
        }
        spareBytes += place.pointee.footprint
        occupied[Int(index)] = false
        free.append(index)
        count -= 1
    }

    /// Drops clean entries that were not used of late until the footprint is at most `limit`, or a full round found none.
    func evict(to limit: Int) {
        var looked = 0
        while footprint > limit && looked < 2 * allocated {
            if hand >= allocated { hand = 0 }
            looked += 1
            defer { hand += 1 }
            guard occupied[hand] else { continue }
            let place = entry(UInt32(hand))
            if place.pointee.isDirty || place.pointee.isFrozen { continue }
            if place.pointee.isReferenced && looked < allocated {
                place.pointee.isReferenced = false
                continue
            }
            remove(place)
        }
    }

    /// Counts what the instance has become.
    func measure(_ place: UnsafeMutablePointer<InstanceEntry>) {
        let now = Instance.footprint(of: InstanceTable.instance(of: place))
        let growth = now - place.pointee.footprint
        footprint += growth
        grown += growth
        place.pointee.footprint = now
    }
}
