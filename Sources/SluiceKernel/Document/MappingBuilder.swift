/// Collects the entries of a mapping; a key that appears twice becomes a problem that names both places.
package struct MappingBuilder {
    package private(set) var entries: [DocumentEntry] = []
    // By bytes: Swift strings compare by canonical equivalence, in which unlike keys are equal.
    private var places: [[UInt8]: FilePlace] = [:]

    package init() {}

    /// Keeps the first of equal keys.
    package mutating func add(_ entry: DocumentEntry, problems: inout [Problem]) {
        if let first = places.updateValue(entry.keyPlace, forKey: Array(entry.key.utf8)) {
            places[Array(entry.key.utf8)] = first
            problems.append(
                Problem(
                    .duplicateKey, "key \(entry.key.quotedForMessage) appears twice: first at \(first.withoutFile)",
                    hint: "Remove or rename one of them.", at: entry.keyPlace))
        } else {
            entries.append(entry)
        }
    }
}
