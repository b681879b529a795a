/// Bytes that grow, without the checks of a class's stored array on each append.
struct JSONBuffer: ~Copyable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init() {
        capacity = 256
        base = .allocate(capacity: capacity)
    }

    deinit { base.deallocate() }

    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// Forgets the content; gives memory beyond 1 MiB back.
    mutating func removeAll() {
        count = 0
        guard capacity > 1 << 20 else { return }
        base.deallocate()
        capacity = 256
        base = .allocate(capacity: capacity)
    }

    mutating func truncate(to length: Int) { count = length }

    @inline(__always)
    mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    private mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
        capacity = wanted
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        reserve(1)
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    mutating func append(_ word: StaticString) {
        append(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// A string with its quotes.
    mutating func append(quoted text: String) {
        var text = text
        text.withUTF8 { bytes in
            reserve(bytes.count + 2)
            append(UInt8(ascii: "\""))
            var at = 0
            var plain = 0
            while at < bytes.count {
                if JSONText.isPlain(bytes[at]) {
                    at += 1
                    continue
                }
                append(UnsafeBufferPointer(rebasing: bytes[plain..<at]))
                append(escaped: bytes[at])
                at += 1
                plain = at
            }
            append(UnsafeBufferPointer(rebasing: bytes[plain..<at]))
            append(UInt8(ascii: "\""))
        }
    }

    private mutating func append(escaped byte: UInt8) {
        append(UInt8(ascii: "\\"))
        let letter = JSONText.escapeLetter(of: byte)
        if letter != 0 { return append(letter) }
        append("u00")
        append(UInt8(ascii: "0") + byte >> 4)
        let low = byte & 15
        append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    }

    @inline(__always)
    mutating func append(integer: Int) {
        var rest = integer.magnitude
        reserve(20)
        if integer < 0 { append(UInt8(ascii: "-")) }
        var length = 1
        var limit: UInt = 10
        while length < 19 && rest >= limit {
            length += 1
            limit &*= 10
        }
        if length == 19 && rest >= limit { length = 20 }
        var at = count + length
        count = at
        repeat {
            at -= 1
            base[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }
}
