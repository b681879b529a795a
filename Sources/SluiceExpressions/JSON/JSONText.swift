/// The inside of JSON strings: escapes.
enum JSONText {
    /// Appends the meaning of the string content `raw` (without its quotes) to `bytes`. Returns the offset of the
    /// first escape that means nothing (an unknown one, or half of a surrogate pair), or nil if all is well.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) -> Int? {
        var index = 0
        while index < raw.count {
            let byte = raw[index]
            if byte != UInt8(ascii: "\\") {
                bytes.append(byte)
                index += 1
                continue
            }
            guard let (scalar, length) = escape(raw, at: index) else { return index }
            UTF8Text.append(scalar, to: &bytes)
            index += length
        }
        return nil
    }

    /// Whether the string content `raw`, which may have escapes, means `text`. Allocates nothing.
    static func equals(_ raw: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        var matched = 0
        while index < raw.count {
            let byte = raw[index]
            if byte != UInt8(ascii: "\\") {
                guard matched < text.count, text[matched] == byte else { return false }
                matched += 1
                index += 1
                continue
            }
            guard let (scalar, length) = escape(raw, at: index) else { return false }
            let (count, word) = UTF8Text.encode(scalar)
            guard text.count - matched >= count else { return false }
            for place in 0..<count where text[matched + place] != UInt8(truncatingIfNeeded: word >> (8 * place)) {
                return false
            }
            matched += count
            index += length
        }
        return matched == text.count
    }

    /// The scalar that the escape at `index` stands for and its length in bytes, or nil if it stands for none.
    static func escape(_ raw: UnsafeBufferPointer<UInt8>, at index: Int) -> (scalar: UInt32, length: Int)? {
        guard index + 1 < raw.count else { return nil }
        switch raw[index + 1] {
        case UInt8(ascii: "\""): return (0x22, 2)
        case UInt8(ascii: "\\"): return (0x5C, 2)
        case UInt8(ascii: "/"): return (0x2F, 2)
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"):
            guard let high = hex4(raw, at: index + 2) else { return nil }
            if high < 0xD800 || high > 0xDFFF { return (high, 6) }
            guard high <= 0xDBFF, index + 7 < raw.count, raw[index + 6] == UInt8(ascii: "\\"),
                raw[index + 7] == UInt8(ascii: "u"), let low = hex4(raw, at: index + 8), low >= 0xDC00, low <= 0xDFFF
            else { return nil }
            return (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12)
        default: return nil
        }
    }

    private static func hex4(_ raw: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt32? {
        guard index + 4 <= raw.count else { return nil }
        var value: UInt32 = 0
        for place in index..<(index + 4) {
            guard let digit = UTF8Text.hexDigit(raw[place]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
