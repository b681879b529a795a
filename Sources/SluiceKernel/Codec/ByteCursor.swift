/// Writes into room that is surely enough, with no check for each byte; what it wrote is appended elsewhere at once. The binary
/// layouts are those of ``ByteWriter``.
package struct ByteCursor {
    /// The most bytes that ``varint(_:)`` and ``signed(_:)`` write.
    static let longestVarint = 10

    private let start: UnsafeMutablePointer<UInt8>
    private let end: UnsafeMutablePointer<UInt8>
    private var place: UnsafeMutablePointer<UInt8>

    @inline(__always)
    package init(_ room: UnsafeMutableBufferPointer<UInt8>) {
        start = room.baseAddress.unsafelyUnwrapped
        end = start + room.count
        place = start
    }

    /// What was written.
    @inline(__always)
    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: place - start) }

    /// The room for `count` bytes, which the caller fills.
    @inline(__always)
    package mutating func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        assert(count <= end - place)
        defer { place += count }
        return place
    }

    @inline(__always)
    package mutating func byte(_ value: UInt8) { take(1).pointee = value }

    @inline(__always)
    package mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard let source = value.baseAddress else { return }
        UnsafeMutableRawPointer(take(value.count)).copyMemory(from: source, byteCount: value.count)
    }

    @inline(__always)
    package mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        byte(UInt8(truncatingIfNeeded: rest))
    }

    @inline(__always)
    mutating func signed(_ value: Int64) { varint(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

    @inline(__always)
    mutating func block(_ value: UnsafeRawBufferPointer) {
        varint(UInt64(truncatingIfNeeded: value.count))
        raw(value)
    }
}
