/// Finds what somebody probably meant.
enum NearestName {
    /// The name with the fewest differences from `name`, if they are few enough; of equals the first.
    static func find(_ name: [UInt8], among names: [[UInt8]]) -> [UInt8]? {
        guard name.count <= 64 else { return nil }
        let limit = max(1, name.count / 3)
        var best: (name: [UInt8], distance: Int)?
        for candidate in names where abs(candidate.count - name.count) <= limit && candidate != name {
            let found = distance(lowered(name), lowered(candidate))
            if found <= limit, found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    private static func lowered(_ name: [UInt8]) -> [UInt8] {
        name.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }
    }

    /// Insertions, removals, changes and swaps of neighbours that lead from one to the other.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...max(left.count, 1) where !left.isEmpty {
            var current = [row]
            for column in 1..<(right.count + 1) {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
