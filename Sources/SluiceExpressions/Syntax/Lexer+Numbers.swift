extension Lexer {
    /// A number: `12`, `0x1F`, `12u`, `1.5`, `.5`, `2e10`.
    mutating func number() throws(ExpressionError) -> Token {
        let start = index
        if at(index) == UInt8(ascii: "0"), at(index + 1) | 0x20 == UInt8(ascii: "x") { return try hexadecimal() }
        var value: UInt64? = 0
        while Lexis.isDigit(at(index)) {
            value = Self.append(UInt64(at(index) - UInt8(ascii: "0")), to: value, radix: 10)
            index += 1
        }
        var isDouble = false
        if at(index) == UInt8(ascii: "."), Lexis.isDigit(at(index + 1)) {
            isDouble = true
            index += 1
            while Lexis.isDigit(at(index)) { index += 1 }
        }
        if at(index) | 0x20 == UInt8(ascii: "e") {
            let signed = at(index + 1) == UInt8(ascii: "+") || at(index + 1) == UInt8(ascii: "-")
            let digits = index + (signed ? 2 : 1)
            guard Lexis.isDigit(at(digits)) else {
                throw error("the exponent of a number has no digits", hint: "write 1e6", at: start)
            }
            isDouble = true
            index = digits
            while Lexis.isDigit(at(index)) { index += 1 }
        }
        if isDouble {
            try checkEnd(start)
            let text = Array(source[start..<index])
            let parsed = text.withUnsafeBufferPointer { DecimalText.double($0, magnitude: nil, scale: 0) }
            guard let parsed, parsed.isFinite else {
                throw error("the number exceeds the range of a double", at: start)
            }
            return Token(kind: .double(parsed), offset: start)
        }
        return try integer(value, start)
    }

    private mutating func hexadecimal() throws(ExpressionError) -> Token {
        let start = index
        index += 2
        var value: UInt64? = 0
        var digits = 0
        while let digit = UTF8Text.hexDigit(at(index)) {
            value = Self.append(UInt64(digit), to: value, radix: 16)
            digits += 1
            index += 1
        }
        guard digits > 0 else { throw error("0x has no digits behind it", hint: "write 0x1F", at: start) }
        return try integer(value, start)
    }

    private mutating func integer(_ value: UInt64?, _ start: Int) throws(ExpressionError) -> Token {
        let unsigned = at(index) | 0x20 == UInt8(ascii: "u")
        if unsigned { index += 1 }
        try checkEnd(start)
        guard let value else {
            throw error("the integer exceeds 64 bits", hint: "write it with a point to make it a double", at: start)
        }
        return Token(kind: unsigned ? .uint(value) : .int(value), offset: start)
    }

    private func checkEnd(_ start: Int) throws(ExpressionError) {
        guard !Lexis.continuesName(at(index)) else {
            throw error(
                "found \(JSON.name(of: at(index))) right behind a number", hint: "names do not begin with a digit",
                at: index)
        }
    }

    private static func append(_ digit: UInt64, to value: UInt64?, radix: UInt64) -> UInt64? {
        guard let value else { return nil }
        let (product, high) = value.multipliedReportingOverflow(by: radix)
        let (sum, carry) = product.addingReportingOverflow(digit)
        return high || carry ? nil : sum
    }
}
