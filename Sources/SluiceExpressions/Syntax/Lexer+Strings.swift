extension Lexer {
    /// A string or bytes literal whose first `prefix` bytes are `r`, `b` or `br`.
    mutating func string(prefix: Int) throws(ExpressionError) -> Token {
        let start = index
        let letters = source[start..<(start + prefix)].map { $0 | 0x20 }
        let raw = letters.contains(UInt8(ascii: "r"))
        let isBytes = letters.contains(UInt8(ascii: "b"))
        index += prefix
        let quote = at(index)
        let triple = at(index + 1) == quote && at(index + 2) == quote
        index += triple ? 3 : 1
        var text: [UInt8] = []
        while true {
            guard index < source.count else { throw unterminated(start, quote, triple) }
            let byte = source[index]
            if byte == quote, !triple || (at(index + 1) == quote && at(index + 2) == quote) {
                index += triple ? 3 : 1
                return Token(kind: isBytes ? .bytes(text) : .string(text), offset: start)
            }
            if !triple, byte == 0x0A || byte == 0x0D { throw unterminated(start, quote, triple) }
            if byte == UInt8(ascii: "\\") {
                if raw {
                    // A raw string keeps the backslash, and a quote behind it does not end the string.
                    text.append(byte)
                    index += 1
                    if index < source.count, triple || (source[index] != 0x0A && source[index] != 0x0D) {
                        text.append(source[index])
                        index += 1
                    }
                } else {
                    try escape(into: &text, isBytes: isBytes)
                }
                continue
            }
            text.append(byte)
            index += 1
        }
    }

    private func unterminated(_ start: Int, _ quote: UInt8, _ triple: Bool) -> ExpressionError {
        let sign = String(repeating: String(Unicode.Scalar(quote)), count: triple ? 3 : 1)
        let hint = triple ? "add \(sign)" : "add \(sign), or use \(sign)\(sign)\(sign) for text over several lines"
        return error("the string that begins here does not end", hint: hint, at: start)
    }

    /// Reads an escape: a code point in strings, a byte (for \x and octal) in bytes.
    private mutating func escape(into text: inout [UInt8], isBytes: Bool) throws(ExpressionError) {
        let start = index
        let letter = at(index + 1)
        index += 2
        switch letter {
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            text.append(letter)
        case UInt8(ascii: "a"): text.append(0x07)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "v"): text.append(0x0B)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            let value = try digits(2, radix: 16, start)
            if isBytes { text.append(UInt8(value)) } else { UTF8Text.append(value, to: &text) }
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            index -= 1
            let value = try digits(3, radix: 8, start)
            if isBytes { text.append(UInt8(value)) } else { UTF8Text.append(value, to: &text) }
        case UInt8(ascii: "u"), UInt8(ascii: "U"):
            guard !isBytes else {
                throw error(
                    "\\\(Unicode.Scalar(letter)) cannot stand in bytes", hint: "write \\xFF for a byte", at: start)
            }
            let value = try digits(letter == UInt8(ascii: "u") ? 4 : 8, radix: 16, start)
            guard Unicode.Scalar(value) != nil else {
                throw error("the escape stands for no Unicode character", hint: "surrogates are not allowed", at: start)
            }
            UTF8Text.append(value, to: &text)
        default:
            throw error(
                "found an escape that means nothing",
                hint: "write \\\\ for a backslash, or r\"…\" for text without escapes",
                at: start)
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32, _ start: Int) throws(ExpressionError) -> UInt32 {
        var value: UInt64 = 0
        for _ in 0..<count {
            guard let digit = UTF8Text.hexDigit(at(index)), digit < radix else {
                throw error("the escape needs \(count) \(radix == 8 ? "octal" : "hexadecimal") digits", at: start)
            }
            value = value * UInt64(radix) + UInt64(digit)
            index += 1
        }
        return UInt32(truncatingIfNeeded: min(value, UInt64(UInt32.max)))
    }
}
