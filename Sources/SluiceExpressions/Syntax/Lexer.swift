/// Cuts the source of an expression into tokens.
struct Lexer {
    let source: [UInt8]
    var index = 0

    init(_ source: [UInt8]) {
        self.source = source
    }

    func at(_ place: Int) -> UInt8 {
        place < source.count ? source[place] : 0
    }

    func error(_ message: String, hint: String? = nil, at offset: Int) -> ExpressionError {
        ExpressionError(.syntax, message, hint: hint, place: SourcePlace(offset: offset, in: source))
    }

    /// The next token; at the end the token `end`, as often as asked.
    mutating func next() throws(ExpressionError) -> Token {
        skipSpace()
        let start = index
        guard start < source.count else { return Token(kind: .end, offset: start) }
        let byte = source[start]
        if Lexis.isDigit(byte) || byte == UInt8(ascii: ".") && Lexis.isDigit(at(start + 1)) { return try number() }
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try string(prefix: 0) }
        if let prefix = stringPrefix() { return try string(prefix: prefix) }
        if Lexis.beginsName(byte) {
            while index < source.count, Lexis.continuesName(source[index]) { index += 1 }
            return Token(kind: .name(Array(source[start..<index])), offset: start)
        }
        if byte == UInt8(ascii: "`") { return try quotedName() }
        return try sign()
    }

    private mutating func skipSpace() {
        while index < source.count {
            switch source[index] {
            case 0x20, 0x09, 0x0A, 0x0C, 0x0D: index += 1
            case UInt8(ascii: "/") where at(index + 1) == UInt8(ascii: "/"):
                while index < source.count, source[index] != 0x0A { index += 1 }
            default: return
            }
        }
    }

    /// The length of `r`, `b` or `br` before a quote, or nil.
    private func stringPrefix() -> Int? {
        func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
        switch at(index) | 0x20 {
        case UInt8(ascii: "r"): return isQuote(at(index + 1)) ? 1 : nil
        case UInt8(ascii: "b"):
            if isQuote(at(index + 1)) { return 1 }
            return at(index + 1) | 0x20 == UInt8(ascii: "r") && isQuote(at(index + 2)) ? 2 : nil
        default: return nil
        }
    }

    private mutating func quotedName() throws(ExpressionError) -> Token {
        let start = index
        index += 1
        while index < source.count, source[index] != UInt8(ascii: "`") {
            let byte = source[index]
            guard Lexis.continuesName(byte) || " ./-".utf8.contains(byte) else {
                throw error(
                    "found \(JSON.name(of: byte)) in a name in backticks, which takes letters, digits and _ . - / only",
                    hint: "write [\"…\"] for other names", at: index)
            }
            index += 1
        }
        guard index < source.count else { throw error("the name does not end", hint: "add '`'", at: start) }
        index += 1
        guard index - start > 2 else { throw error("a name in backticks must not be empty", at: start) }
        return Token(kind: .quotedName(Array(source[(start + 1)..<(index - 1)])), offset: start)
    }

    private mutating func sign() throws(ExpressionError) -> Token {
        let start = index
        let byte = source[start]
        let pair = at(start + 1)
        func double(_ second: Unicode.Scalar) -> Bool { pair == UInt8(ascii: second) }
        let sign: Token.Sign?
        switch byte {
        case UInt8(ascii: "="): sign = double("=") ? .equal : nil
        case UInt8(ascii: "!"): sign = double("=") ? .notEqual : .not
        case UInt8(ascii: "<"): sign = double("=") ? .lessEqual : .less
        case UInt8(ascii: ">"): sign = double("=") ? .greaterEqual : .greater
        case UInt8(ascii: "&"): sign = double("&") ? .and : nil
        case UInt8(ascii: "|"): sign = double("|") ? .or : nil
        default: sign = byte < 0x80 ? Token.Sign(rawValue: String(Unicode.Scalar(byte))) : nil
        }
        if let sign {
            index += sign.rawValue.utf8.count
            return Token(kind: .sign(sign), offset: start)
        }
        let hint: String? =
            switch byte {
            case UInt8(ascii: "="): "equality is written =="
            case UInt8(ascii: "&"): "'and' is written &&"
            case UInt8(ascii: "|"): "'or' is written ||"
            case UInt8(ascii: "$"), UInt8(ascii: "@"), UInt8(ascii: "#"): "names have letters, digits and _ only"
            default: nil
            }
        let (scalar, _) = source.withUnsafeBufferPointer { UTF8Text.decode($0, at: start) }
        let name = byte < 0x80 ? JSON.name(of: byte) : "'\(Unicode.Scalar(scalar).map(String.init) ?? "?")'"
        throw error("found \(name), which means nothing here", hint: hint, at: start)
    }
}
