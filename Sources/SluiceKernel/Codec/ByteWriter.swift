/// Writes the engine's binary layouts; the mirror of ``ByteReader``.
package struct ByteWriter {
    package var bytes: [UInt8] = []

    package init() {}

    package init(reserving capacity: Int) { bytes.reserveCapacity(capacity) }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    package mutating func varint(_ value: UInt64) { bytes.appendVarint(value) }

    package mutating func varint(_ value: some FixedWidthInteger & UnsignedInteger) {
        bytes.appendVarint(UInt64(value))
    }

    package mutating func count(_ value: Int) { bytes.appendVarint(UInt64(value)) }

    package mutating func signed(_ value: Int64) {
        bytes.appendVarint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func raw(_ value: UnsafeRawBufferPointer) { bytes.append(contentsOf: value) }

    package mutating func block(_ value: UnsafeRawBufferPointer) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    package mutating func block(_ value: [UInt8]) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    package mutating func block(_ value: String) {
        var copy = value
        copy.withUTF8 { block(UnsafeRawBufferPointer($0)) }
    }

    package mutating func fixed64(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

extension [UInt8] {
    /// Appends unsigned LEB128.
    @inline(__always)
    package mutating func appendVarint(_ value: UInt64) {
        if value < 0x80 { append(UInt8(truncatingIfNeeded: value)) } else { appendLongVarint(value) }
    }

    private mutating func appendLongVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Big-endian, so that keys sort by number.
    package mutating func appendBigEndian<T: FixedWidthInteger>(_ value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
