/// Appends JSON to bytes, each value in one form only, so that equal values give equal bytes.
///
/// No white space; strings escape only what they must; doubles take the shortest text that reads back as the same
/// double and always show a point or an exponent, so that they do not come back as integers.
package enum JSONWriter {
    package static func null(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "null".utf8)
    }

    package static func bool(_ value: Bool, into bytes: inout [UInt8]) {
        bytes.append(contentsOf: value ? "true".utf8 : "false".utf8)
    }

    package static func int(_ value: Int64, into bytes: inout [UInt8]) {
        DecimalText.append(value.magnitude, negative: value < 0, to: &bytes)
    }

    package static func uint(_ value: UInt64, into bytes: inout [UInt8]) {
        DecimalText.append(value, to: &bytes)
    }

    /// - Throws: ``JSONError`` with code `inexpressible` for NaN and the infinities; nothing is appended then.
    package static func double(_ value: Double, into bytes: inout [UInt8]) throws(JSONError) {
        guard value.isFinite else {
            throw JSONError(.inexpressible, at: bytes.count, "JSON has no number for \(value)")
        }
        DecimalText.append(value, to: &bytes)
    }

    package static func string(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { string($0, into: &bytes) }
    }

    package static func string(_ text: [UInt8], into bytes: inout [UInt8]) {
        text.withUnsafeBufferPointer { string($0, into: &bytes) }
    }

    /// Appends UTF-8 `text` in quotes. Escaped are the quote, the backslash and the control characters.
    package static func string(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var run = 0
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") { continue }
            if run < index { bytes.append(contentsOf: text[run..<index]) }
            run = index + 1
            escape(byte, into: &bytes)
        }
        if run < text.count { bytes.append(contentsOf: text[run...]) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            for digit in [byte >> 4, byte & 0xF] {
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }

    /// Appends `data` as a string of standard base64 with padding (RFC 4648).
    package static func base64(_ data: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var index = 0
        while index < data.count {
            let count = min(3, data.count - index)
            var word = UInt32(data[index]) << 16
            if count > 1 { word |= UInt32(data[index + 1]) << 8 }
            if count > 2 { word |= UInt32(data[index + 2]) }
            for place in 0..<4 {
                bytes.append(place > count ? UInt8(ascii: "=") : base64Digit(UInt8(word >> (18 - 6 * place) & 0x3F)))
            }
            index += 3
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func base64Digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}
