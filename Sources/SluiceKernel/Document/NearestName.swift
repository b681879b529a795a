/// Finds what a misspelt word was meant to be.
package enum NearestName {
    /// The candidate that fewest typing slips (insert, drop, change, swap of neighbours) lead to, the first of equals; none when
    /// more than a third of the word would have to change.
    package static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().utf8)
        guard !typed.isEmpty, typed.count <= 100 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let bytes = Array(candidate.lowercased().utf8)
            let limit = max(typed.count, bytes.count) / 3
            guard limit > 0, abs(bytes.count - typed.count) <= limit else { continue }
            let found = distance(typed, bytes)
            if found <= limit && found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.name
    }

    /// "Did you mean 'retry'?", or the whole choice when nothing is near and it is short.
    package static func hint(for word: String, among candidates: [String], kind: String) -> String? {
        if let near = of(word, among: candidates) { return "Did you mean '\(near)'?" }
        guard !candidates.isEmpty, candidates.count <= 16 else { return nil }
        return "\(kind): \(candidates.joined(separator: ", "))."
    }

    /// Optimal string alignment distance.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 0..<a.count {
            row[0] = i + 1
            for j in 0..<b.count {
                row[j + 1] = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                    row[j + 1] = min(row[j + 1], beforeLast[j - 1] + 1)
                }
            }
            (beforeLast, last, row) = (last, row, beforeLast)
        }
        return last[b.count]
    }
}
