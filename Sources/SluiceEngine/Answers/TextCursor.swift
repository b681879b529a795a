/// Puts short texts one behind the other into room that is surely enough, so that they are appended elsewhere at once.
struct TextCursor {
    private let room: UnsafeMutableRawBufferPointer
    private var count = 0

    init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

    /// What was put.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: room[..<count]) }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        room[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func put(_ text: UnsafeRawBufferPointer) {
        guard let start = text.baseAddress else { return }
        (room.baseAddress! + count).copyMemory(from: start, byteCount: text.count)
        count += text.count
    }

    mutating func put(_ text: String) { for byte in text.utf8 { put(byte) } }

    mutating func put(_ number: Int64) {
        if number < 0 { put(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = count
        repeat {
            put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        room[start..<count].reverse()
    }

    /// Milliseconds since 1970, as RFC 3339 text.
    mutating func put(time milliseconds: Int64) {
        TimeText.write(milliseconds: milliseconds, to: room.baseAddress! + count)
        count += TimeText.count
    }
}
