/// UTF-8 by hand: strings of the language are bytes and code points, never Swift `String` (where the composed and the
/// decomposed form of a letter are equal).
enum UTF8Text {
    /// The scalar as UTF-8: how many bytes, and the bytes with the first one lowest.
    @inline(__always)
    static func encode(_ scalar: UInt32) -> (count: Int, word: UInt32) {
        if scalar < 0x80 { return (1, scalar) }
        if scalar < 0x800 { return (2, (0xC0 | scalar >> 6) | (0x80 | scalar & 0x3F) << 8) }
        if scalar < 0x10000 {
            return (3, (0xE0 | scalar >> 12) | (0x80 | scalar >> 6 & 0x3F) << 8 | (0x80 | scalar & 0x3F) << 16)
        }
        let low = (0x80 | scalar >> 6 & 0x3F) << 16 | (0x80 | scalar & 0x3F) << 24
        return (4, (0xF0 | scalar >> 18) | (0x80 | scalar >> 12 & 0x3F) << 8 | low)
    }

    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        let (count, word) = encode(scalar)
        for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * place))) }
    }

    /// The value of a hexadecimal digit, or nil.
    @inline(__always)
    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The scalar at `index` and its length. Where the bytes are no UTF-8 it is U+FFFD and one byte long, so a walk
    /// always ends.
    @inline(__always)
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int) {
        let first = bytes[index]
        if first < 0x80 { return (UInt32(first), 1) }
        return decodeLong(bytes, at: index) ?? (0xFFFD, 1)
    }

    /// The scalar of two to four bytes at `index` by table 3-7 of the Unicode standard, or nil.
    static func decodeLong(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int)? {
        let first = bytes[index]
        let length: Int
        var scalar: UInt32
        var low: UInt8 = 0x80
        var high: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(first & 0x1F))
        case 0xE0: (length, scalar, low) = (3, 0, 0xA0)
        case 0xED: (length, scalar, high) = (3, 0x0D, 0x9F)
        case 0xE1...0xEF: (length, scalar) = (3, UInt32(first & 0x0F))
        case 0xF0: (length, scalar, low) = (4, 0, 0x90)
        case 0xF1...0xF3: (length, scalar) = (4, UInt32(first & 0x07))
        case 0xF4: (length, scalar, high) = (4, 4, 0x8F)
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for place in 1..<length {
            let byte = bytes[index + place]
            guard byte >= low, byte <= high else { return nil }
            (low, high) = (0x80, 0xBF)
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, length)
    }

    /// The offset of the first byte that is not UTF-8, or nil.
    static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
                continue
            }
            guard let (_, length) = decodeLong(bytes, at: index) else { return index }
            index += length
        }
        return nil
    }

    /// The number of code points: bytes that do not continue one.
    static func scalarCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 { count &+= 1 }
        return count
    }

    /// The negative, zero or positive order of two byte sequences, byte by byte: also the order by code points.
    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let shared = min(left.count, right.count)
        var index = 0
        while index < shared {
            if left[index] != right[index] { return Int(left[index]) - Int(right[index]) }
            index += 1
        }
        return left.count - right.count
    }
}
