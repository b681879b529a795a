import SluiceTestKit
import Testing

@testable import SluiceEngine
@testable import SluiceKernel

@Suite("The table of instances")
struct InstanceTableTests {
    private typealias Place = UnsafeMutablePointer<InstanceEntry>

    private func insert(_ id: UnsafeRawBufferPointer, hash: UInt64, arena: Int = 0, _ table: InstanceTable) -> Place {
        let place = table.insert(hash: hash)
        place.pointee.instance.id = Array(id)
        place.pointee.instance.arena.removeAll(keepingCapacity: true)
        place.pointee.instance.arena.append(contentsOf: repeatElement(0x20, count: arena))
        table.measure(place)
        return place
    }

    /// What the hashes have in common puts all instances into few chains, or into one, which is there when the table grows.
    @Test(
        "Finds what was put there and not removed, whatever the hashes share",
        arguments: [(6_000, UInt64.max), (300, 0x0000_0007_ffff_ffff), (1_500, 0xffff_f800_0000_0000)])
    func model(ids: Int, mask: UInt64) {
        let table = InstanceTable(spareBytes: 1 << 20)
        var places: [Place?] = Array(repeating: nil, count: ids)
        var random = SeededRandom(seed: 1)
        for round in 0..<ids * 8 {
            let number = Int.random(in: 0..<ids, using: &random)
            let isRight = Array("i\(number)".utf8).withUnsafeBytes { id in
                let hash = InstanceTable.hash(id) & mask
                table.willProbe(hash: hash)
                table.willFind(hash: hash)
                table.willUse(hash: hash)
                guard table.find(id, hash: hash) == places[number] else { return false }
                if let place = places[number] {
                    guard place.pointee.instance.id.elementsEqual(id) else { return false }
                    // It grows first, and shrinks again.
                    if random.chance(round < ids * 4 ? 20 : 80) {
                        table.willTouch(place)
                        table.remove(place)
                        places[number] = nil
                    }
                } else {
                    places[number] = insert(id, hash: hash, table)
                }
                return true
            }
            #expect(isRight, "i\(number)")
            if !isRight { return }
        }
        let left = places.compactMap { $0 }
        #expect(!left.isEmpty && Set(left).count == left.count)
        #expect(table.count == left.count)
        #expect(table.footprint == left.reduce(0) { $0 + $1.pointee.footprint })
    }

    @Test("A place that is taken again knows nothing of whom it was for before")
    func reuse() {
        let table = InstanceTable(spareBytes: 1 << 20)
        Array("a".utf8).withUnsafeBytes { id in
            let hash = InstanceTable.hash(id)
            let place = insert(id, hash: hash, arena: 100, table)
            place.pointee.isLive = false
            place.pointee.isNew = true
            place.pointee.stored = StoredShape(
                exists: true, cellHash: StateHash(high: 1, low: 2), timers: [InstanceTimer(due: 1, id: TimerID(.step))],
                tasks: [DerivedIndex.PendingTask(queue: 1, ready: 2, step: 3)])
            table.remove(place)
            #expect(table.find(id, hash: hash) == nil && table.footprint == 0)
            let again = table.insert(hash: hash)
            #expect(again == place && again.pointee.hash == hash)
            #expect(again.pointee.isLive && !again.pointee.isNew && !again.pointee.isDirty && !again.pointee.isFrozen)
            #expect(!again.pointee.stored.exists && again.pointee.stored.cellHash == StateHash())
            #expect(again.pointee.stored.timers.isEmpty && again.pointee.stored.tasks.isEmpty)
            #expect(again.pointee.footprint == 0)
            // The memory is what stays.
            #expect(again.pointee.instance.arena.capacity >= 100)
        }
    }

    @Test("Places without an instance keep as much memory as was set, in all and each", arguments: [0, 20_000])
    func spares(bytes: Int) {
        let table = InstanceTable(spareBytes: bytes)
        for round in 0..<5 {
            var places: [Place] = []
            for number in 0..<200 {
                Array("i\(number)".utf8).withUnsafeBytes { id in
                    // Every other one is too large to be kept.
                    let arena = number % 2 == 0 ? 1_000 : 4_000
                    places.append(insert(id, hash: InstanceTable.hash(id), arena: arena, table))
                }
            }
            for place in places { table.remove(place) }
            #expect(places.allSatisfy { $0.pointee.instance.arena.capacity < 4_000 }, "round \(round)")
            let kept = places.reduce(0) { $0 + $1.pointee.instance.arena.capacity }
            #expect(kept <= bytes && kept >= bytes / 2, "round \(round)")
        }
    }
}
