/// Puts short texts one behind the other into room that is surely enough, so that they are appended elsewhere at once.
struct TextCursor {
    /// The most bytes of a number.
    static let longestNumber = 20

    private let start: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>
    private var place: UnsafeMutablePointer<UInt8>

    @inline(__always)
    init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        start = room.baseAddress.unsafelyUnwrapped
        end = start + room.count
        place = start
    }

    /// What was put.
    @inline(__always)
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: place - start) }

    /// The room for `count` bytes, which the caller fills.
    @inline(__always)
    private mutating func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        assert(count <= end - place)
        defer { place += count }
        return place
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) { take(1).pointee = byte }

    @inline(__always)
    mutating func put(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        take(count).update(from: text.utf8Start, count: count)
    }

    @inline(__always)
    mutating func put(_ text: UnsafeRawBufferPointer) {
        guard let source = text.baseAddress else { return }
        UnsafeMutableRawPointer(take(text.count)).copyMemory(from: source, byteCount: text.count)
    }

    @inline(__always)
    mutating func put(_ text: [UInt8]) { text.withUnsafeBytes { put($0) } }

    /// Named, so that no literal is taken for a `String`, which would be counted.
    @inline(__always)
    mutating func put(name text: String) {
        var text = text
        text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    /// Puts `text` in quotes, if nothing in it needs an escape in JSON.
    @inline(__always)
    mutating func putPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        let quote = UInt8(ascii: "\"")
        let begin = place
        put(quote)
        let target = take(text.count)
        for index in 0..<text.count {
            let byte = text[index]
            if byte < 0x20 || byte == quote || byte == UInt8(ascii: "\\") {
                place = begin
                return false
            }
            target[index] = byte
        }
        put(quote)
        return true
    }

    @inline(__always)
    mutating func put(_ number: Int64) {
        if number < 0 { put(UInt8(ascii: "-")) }
        var count = 1
        var bound: UInt64 = 10
        while count < 19, number.magnitude >= bound {
            count += 1
            bound &*= 10
        }
        let digits = take(count)
        var rest = number.magnitude
        while count > 0 {
            count -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            digits[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
    }

    /// Milliseconds since 1970, as RFC 3339 text.
    @inline(__always)
    mutating func put(time milliseconds: Int64) {
        TimeText.write(milliseconds: milliseconds, to: take(TimeText.count))
    }
}
