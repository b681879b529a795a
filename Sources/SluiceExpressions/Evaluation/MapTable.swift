/// A map in an arena: its entries in order, and an index by hash where there are many.
///
/// Keys are bool, int, uint and string. Numbers that are equal across their kinds are one key.
struct MapTable {
    /// From how many entries on an index is kept.
    static let indexed = 9

    /// Key and value by turns.
    let entries: UnsafePointer<Operand>
    let count: Int
    /// Open addressing with linear probing: entry number plus one, zero where free. Nil for few entries.
    let buckets: UnsafePointer<UInt32>?
    let mask: Int

    /// Makes a table of `entries` (key and value by turns) in `arena`. Returns the number of the first entry whose key
    /// stood before, if there is one.
    static func make(
        _ entries: UnsafeBufferPointer<Operand>, in arena: inout Arena
    ) -> (table: UnsafePointer<MapTable>, duplicate: Int?) {
        let count = entries.count / 2
        let memory = arena.allocate(MemoryLayout<MapTable>.stride).bindMemory(to: MapTable.self, capacity: 1)
        let base = entries.baseAddress ?? UnsafePointer(arena.operands(1).baseAddress!)
        guard count >= indexed else {
            memory.initialize(to: MapTable(entries: base, count: count, buckets: nil, mask: 0))
            var duplicate: Int?
            for later in 0..<count where duplicate == nil {
                for earlier in 0..<later where sameKey(base[2 * earlier], base[2 * later]) { duplicate = later }
            }
            return (UnsafePointer(memory), duplicate)
        }
        var capacity = 16
        while capacity < count * 2 { capacity *= 2 }
        let room = arena.allocate(capacity * 4).bindMemory(to: UInt32.self, capacity: capacity)
        room.initialize(repeating: 0, count: capacity)
        let mask = capacity - 1
        var duplicate: Int?
        for index in 0..<count {
            var bucket = Int(truncatingIfNeeded: hash(base[2 * index])) & mask
            while room[bucket] != 0 {
                if duplicate == nil, sameKey(base[2 * Int(room[bucket] - 1)], base[2 * index]) { duplicate = index }
                bucket = (bucket + 1) & mask
            }
            room[bucket] = UInt32(index + 1)
        }
        memory.initialize(to: MapTable(entries: base, count: count, buckets: room, mask: mask))
        return (UnsafePointer(memory), duplicate)
    }

    /// The value under `key`, and how many entries were looked at.
    func find(_ key: Operand) -> (value: Operand?, probes: Int) {
        guard let key = Self.normalized(key) else { return (nil, 1) }
        guard let buckets else {
            for index in 0..<count where Self.sameKey(entries[2 * index], key) {
                return (entries[2 * index + 1], index + 1)
            }
            return (nil, count)
        }
        var bucket = Int(truncatingIfNeeded: Self.hash(key)) & mask
        var probes = 1
        while buckets[bucket] != 0 {
            let index = Int(buckets[bucket] - 1)
            if Self.sameKey(entries[2 * index], key) { return (entries[2 * index + 1], probes) }
            bucket = (bucket + 1) & mask
            probes += 1
        }
        return (nil, probes)
    }

    /// What to look for: a double that is a whole number is looked for as an integer. Nil for what is no key.
    private static func normalized(_ key: Operand) -> Operand? {
        switch key.tag {
        case .bool, .int, .uint, .string: return key
        case .double:
            if let value = WholeNumber.int(key.double) { return .int(value) }
            if let value = WholeNumber.uint(key.double) { return .uint(value) }
            return nil
        default: return nil
        }
    }

    private static func sameKey(_ left: Operand, _ right: Operand) -> Bool {
        switch (left.tag, right.tag) {
        case (.string, .string):
            left.b == right.b
                && (left.b == 0 || ByteWord.equal(left.text.baseAddress!, right.text.baseAddress!, count: Int(left.b)))
        case (.bool, .bool), (.int, .int), (.uint, .uint): left.a == right.a
        case (.int, .uint): left.int >= 0 && left.a == right.a
        case (.uint, .int): right.int >= 0 && left.a == right.a
        default: false
        }
    }

    /// FNV-1a, finished by a multiplication: the same in every process.
    private static func hash(_ key: Operand) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        if key.tag == .string {
            for byte in key.text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        } else {
            hash = (hash ^ key.a) &* 0x9E37_79B9_7F4A_7C15
        }
        return (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9 >> 8
    }
}
