extension JSONDocumentParser {
    /// `-? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][-+]?[0-9]+)?`
    mutating func number(at place: FilePlace) throws(Problem) -> DocumentNode {
        let start = position
        _ = take("-")
        guard let first = peek(), first.isDigit else {
            position = start
            throw fail("expected a value")
        }
        position += 1
        if first == UInt8(ascii: "0") {
            if let next = peek(), next.isDigit { throw fail("a number has no leading zero") }
        } else {
            skipDigits()
        }
        if take(".") { try digits("after the decimal point") }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits("in the exponent")
        }
        if let next = peek(), next.isNameByte { throw fail("expected the end of a number") }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return DocumentNode(.scalar(DocumentScalar(text, textPlace: place)), at: place)
    }

    private mutating func skipDigits() {
        while let byte = peek(), byte.isDigit { position += 1 }
    }

    private mutating func digits(_ place: String) throws(Problem) {
        guard let byte = peek(), byte.isDigit else { throw fail("expected a digit \(place)") }
        skipDigits()
    }

    /// A string, from its opening quote.
    mutating func string(at place: FilePlace) throws(Problem) -> DocumentScalar {
        position += 1
        let start = position
        var text: [UInt8] = []
        var isVerbatim = true
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                let textPlace =
                    isVerbatim ? FilePlace(file: place.file, line: place.line, column: place.column + 1) : nil
                if isVerbatim { text = Array(bytes[start..<position - 1]) }
                return DocumentScalar(String(decoding: text, as: UTF8.self), style: .quoted, textPlace: textPlace)
            case UInt8(ascii: "\\"):
                if isVerbatim { text = Array(bytes[start..<position]) }
                isVerbatim = false
                try escape(into: &text)
            case 0..<0x20:
                throw fail("a string holds no bare control character")
            default:
                if !isVerbatim { text.append(byte) }
                position += 1
            }
        }
        throw fail("expected '\"' at the end of a string")
    }

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        position += 1
        guard let byte = peek() else { throw fail("expected an escape after '\\'") }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            try unicodeEscape(into: &text)
            return
        default: throw fail("expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after '\\'")
        }
        position += 1
    }

    private mutating func unicodeEscape(into text: inout [UInt8]) throws(Problem) {
        let start = position - 1
        var code = UInt32(try codeUnit())
        if (0xd800..<0xdc00).contains(code), take("\\"), peek() == UInt8(ascii: "u") {
            let low = UInt32(try codeUnit())
            if (0xdc00..<0xe000).contains(low) { code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00) }
        }
        guard let scalar = Unicode.Scalar(code) else {
            // Report at the escape, not behind it: places only move forward, and none was asked for since.
            position = start
            throw fail("half of a surrogate pair is no character")
        }
        text.append(contentsOf: UTF8.encode(scalar)!)
    }

    /// Four hexadecimal digits behind the `u` at the current byte.
    private mutating func codeUnit() throws(Problem) -> UInt16 {
        position += 1
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek()?.hexValue else { throw fail("expected four hexadecimal digits after \\u") }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
