/// Strings of JSON, and back.
enum JSONText {
    /// The value of four hexadecimal digits.
    static func hexadecimal(_ digits: UnsafePointer<UInt8>) -> UInt32? {
        var value: UInt32 = 0
        for index in 0..<4 {
            let digit: UInt8
            switch digits[index] {
            case let byte where byte &- UInt8(ascii: "0") < 10: digit = byte - UInt8(ascii: "0")
            case let byte where (byte | 0x20) &- UInt8(ascii: "a") < 6: digit = (byte | 0x20) - UInt8(ascii: "a") + 10
            default: return nil
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    /// What the inside of a string stands for. It was checked by the parser.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { output in
            guard let text = bytes.baseAddress else { return 0 }
            var count = 0
            var at = 0
            func put(_ byte: UInt8) {
                output[count] = byte
                count += 1
            }
            while at < bytes.count {
                guard text[at] == UInt8(ascii: "\\") else {
                    put(text[at])
                    at += 1
                    continue
                }
                let letter = text[at + 1]
                at += 2
                switch letter {
                case UInt8(ascii: "b"): put(0x08)
                case UInt8(ascii: "f"): put(0x0c)
                case UInt8(ascii: "n"): put(0x0a)
                case UInt8(ascii: "r"): put(0x0d)
                case UInt8(ascii: "t"): put(0x09)
                case UInt8(ascii: "u"):
                    var scalar = hexadecimal(text + at) ?? 0
                    at += 4
                    if scalar & 0xfc00 == 0xd800 {
                        scalar = 0x10000 + (scalar & 0x3ff) << 10 + (hexadecimal(text + at + 2) ?? 0) & 0x3ff
                        at += 6
                    }
                    for byte in UTF8.encode(Unicode.Scalar(scalar) ?? "\u{fffd}").unsafelyUnwrapped { put(byte) }
                default: put(letter)
                }
            }
            return count
        }
    }

    /// What to write for each byte below 0x20: a letter after a backslash, or 0 for `\u00..`.
    static func escapeLetter(of byte: UInt8) -> UInt8 {
        switch byte {
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0a: UInt8(ascii: "n")
        case 0x0c: UInt8(ascii: "f")
        case 0x0d: UInt8(ascii: "r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: 0
        }
    }

    /// Whether the byte stands in a string as it is.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
