/// Where a group's offsets are: Java's hash of its name.
enum GroupPartition {
    static func of(_ group: String, among count: Int) -> Int {
        var hash: Int32 = 0
        for unit in group.utf16 { hash = hash &* 31 &+ Int32(unit) }
        return Int(hash & 0x7fff_ffff) % count
    }
}
