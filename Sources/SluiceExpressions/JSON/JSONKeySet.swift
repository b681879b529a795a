/// The keys of the objects that are open while a document is checked, to find duplicates.
///
/// Small objects are compared pair by pair, larger ones are sorted by their bytes, so that no input makes the check
/// more than n log n.
struct JSONKeySet {
    /// One key: its bytes as written, without quotes.
    struct Key {
        let start: UnsafePointer<UInt8>
        let count: Int
        let escaped: Bool

        var raw: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
    }

    private static let pairwise = 16
    private var keys: [Key] = []

    var count: Int { keys.count }

    mutating func append(_ start: UnsafePointer<UInt8>, count: Int, escaped: Bool) {
        keys.append(Key(start: start, count: count, escaped: escaped))
    }

    /// Forgets the keys since `mark`, and returns one that stood twice among them.
    mutating func close(since mark: Int) -> Key? {
        defer { keys.removeSubrange(mark...) }
        let count = keys.count - mark
        if count <= 1 { return nil }
        if count <= Self.pairwise && !keys[mark...].contains(where: \.escaped) {
            for later in (mark + 1)..<keys.count {
                let key = keys[later]
                for earlier in mark..<later
                where keys[earlier].count == key.count
                    && ByteWord.equal(keys[earlier].start, key.start, count: key.count)
                {
                    return key
                }
            }
            return nil
        }
        let sorted = keys[mark...].map { key in
            var text: [UInt8] = []
            _ = JSONText.decode(key.raw, into: &text)
            return (text: text, key: key)
        }.sorted { left, right in
            let order = left.text.withUnsafeBufferPointer { first in
                right.text.withUnsafeBufferPointer { second in UTF8Text.order(first, second) }
            }
            return order != 0 ? order < 0 : left.key.start < right.key.start
        }
        for index in 1..<sorted.count where sorted[index - 1].text == sorted[index].text { return sorted[index].key }
        return nil
    }
}
