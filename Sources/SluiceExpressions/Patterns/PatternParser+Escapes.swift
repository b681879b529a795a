extension PatternParser {
    /// An escape outside of a class.
    mutating func escape() throws(PatternError) -> PatternNode {
        let start = index
        if let (set, inverted) = perlClass() {
            return .set(inverted ? ScalarSet(set).inverted : ScalarSet(set))
        }
        let assertion: PatternAssertion?
        switch at(index + 1) {
        case UInt8(ascii: "A"): assertion = .textStart
        case UInt8(ascii: "z"): assertion = .textEnd
        case UInt8(ascii: "b"): assertion = .wordBoundary
        case UInt8(ascii: "B"): assertion = .noWordBoundary
        default: assertion = nil
        }
        if let assertion {
            index += 2
            return .assertion(assertion)
        }
        return try literal(escapedScalar(), at: start)
    }

    /// The character that an escape stands for.
    mutating func escapedScalar() throws(PatternError) -> UInt32 {
        let start = index
        guard index + 1 < text.count else { throw error("the pattern ends in a backslash", hint: "write \\\\") }
        let letter = text[index + 1]
        index += 2
        switch letter {
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "v"): return 0x0B
        case UInt8(ascii: "x"): return try hexadecimal(start)
        case UInt8(ascii: "0")...UInt8(ascii: "7"): return try octal(letter, start)
        case UInt8(ascii: "8"), UInt8(ascii: "9"): throw backReference(start)
        case UInt8(ascii: "k"): throw backReference(start)
        case UInt8(ascii: "p"), UInt8(ascii: "P"):
            throw error(
                "Unicode classes are not supported: they change with the version of Unicode",
                hint: "list the ranges: [A-Za-zÀ-ÿ]", at: start)
        case UInt8(ascii: "C"), UInt8(ascii: "Z"), UInt8(ascii: "G"), UInt8(ascii: "X"):
            throw error("\\\(Unicode.Scalar(letter)) is not supported", at: start)
        default:
            guard letter < 0x80, !Lexis.continuesName(letter) || letter == UInt8(ascii: "_") else {
                throw error("found an escape that means nothing", hint: "write \\\\ for a backslash", at: start)
            }
            return UInt32(letter)
        }
    }

    private func backReference(_ start: Int) -> PatternError {
        error("back references are not supported: they have no linear time bound", at: start)
    }

    /// `\123` and `\0`: octal; `\1` alone is a back reference.
    private mutating func octal(_ first: UInt8, _ start: Int) throws(PatternError) -> UInt32 {
        func isOctal(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "7") }
        guard first == UInt8(ascii: "0") || isOctal(at(index)) else { throw backReference(start) }
        var value = UInt32(first - UInt8(ascii: "0"))
        for _ in 0..<2 where isOctal(at(index)) {
            value = value * 8 + UInt32(at(index) - UInt8(ascii: "0"))
            index += 1
        }
        return value
    }

    private mutating func hexadecimal(_ start: Int) throws(PatternError) -> UInt32 {
        var value: UInt32 = 0
        if at(index) == UInt8(ascii: "{") {
            index += 1
            var digits = 0
            while let digit = UTF8Text.hexDigit(at(index)), digits < 8 {
                value = value << 4 | UInt32(digit)
                digits += 1
                index += 1
            }
            guard digits > 0, at(index) == UInt8(ascii: "}"), value <= ScalarSet.last else {
                throw error("\\x{…} takes a code point in hexadecimal", at: start)
            }
            index += 1
            return value
        }
        guard let high = UTF8Text.hexDigit(at(index)), let low = UTF8Text.hexDigit(at(index + 1)) else {
            throw error("\\x takes two hexadecimal digits or {…}", at: start)
        }
        index += 2
        return UInt32(high) << 4 | UInt32(low)
    }
}
