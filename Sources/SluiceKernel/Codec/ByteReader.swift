/// Reads the engine's binary layouts. Every read is bounds-checked: truncated or foreign bytes give an error, never a trap.
///
/// The bytes are borrowed: a reader, and every slice it hands out, must not outlive the buffer it was made on.
package struct ByteReader {
    package let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0

    @inlinable package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }
    package var remaining: Int { bytes.count - position }

    package func fail(_ message: String) -> CodecError { CodecError(message, at: position) }

    package mutating func byte() throws(CodecError) -> UInt8 {
        guard position < bytes.count else { throw fail("truncated: expected a byte") }
        defer { position += 1 }
        return bytes[position]
    }

    /// Unsigned LEB128, at most ten bytes, shortest form only: one value has one encoding, so the state hash has one too.
    @inline(__always)
    package mutating func varint() throws(CodecError) -> UInt64 {
        if position < bytes.count, bytes[position] < 0x80 {
            defer { position += 1 }
            return UInt64(bytes[position])
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(CodecError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            if shift == 63 && next > 1 { throw fail("number above 64 bits") }
            value |= UInt64(next & 0x7f) << shift
            if next & 0x80 == 0 {
                if next == 0 && shift > 0 { throw fail("number not in its shortest form") }
                return value
            }
            shift += 7
            if shift > 63 { throw fail("number above 64 bits") }
        }
    }

    /// Zigzag-encoded signed number.
    @inline(__always)
    package mutating func signed() throws(CodecError) -> Int64 {
        let raw = try varint()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    /// A count or length that must fit what is left, so that a damaged length cannot ask for gigabytes.
    @inline(__always)
    package mutating func length() throws(CodecError) -> Int {
        let value = try varint()
        guard value <= UInt64(remaining) else { throw fail("length \(value) above the \(remaining) bytes left") }
        return Int(value)
    }

    /// A number bounded by its type.
    package mutating func number<T: FixedWidthInteger & UnsignedInteger>(_: T.Type) throws(CodecError) -> T {
        let value = try varint()
        guard let narrow = T(exactly: value) else { throw fail("number \(value) above \(T.max)") }
        return narrow
    }

    /// A borrowed slice of `count` bytes.
    @inline(__always)
    package mutating func slice(_ count: Int) throws(CodecError) -> UnsafeRawBufferPointer {
        guard count >= 0 && count <= remaining else { throw fail("truncated: expected \(count) bytes") }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A borrowed slice behind its length.
    package mutating func block() throws(CodecError) -> UnsafeRawBufferPointer { try slice(try length()) }

    package mutating func fixed64() throws(CodecError) -> UInt64 {
        let raw = try slice(8)
        return UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    }

    package func expectEnd() throws(CodecError) {
        if !isAtEnd { throw fail("\(remaining) bytes too many") }
    }
}
