/// One word or sign of an expression.
struct Token {
    enum Kind: Equatable {
        case end
        /// A name or a keyword.
        case name([UInt8])
        /// A name in backticks, as it may stand behind a point.
        case quotedName([UInt8])
        /// An integer without its sign.
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string([UInt8])
        case bytes([UInt8])
        /// An operator or bracket.
        case sign(Sign)
    }

    enum Sign: String {
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBracket = "["
        case rightBracket = "]"
        case leftBrace = "{"
        case rightBrace = "}"
        case comma = ","
        case colon = ":"
        case question = "?"
        case dot = "."
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case modulo = "%"
        case not = "!"
        case and = "&&"
        case or = "||"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessEqual = "<="
        case greater = ">"
        case greaterEqual = ">="
    }

    let kind: Kind
    /// Bytes from the start of the source.
    let offset: Int

    /// How a message names the token.
    var description: String {
        switch kind {
        case .end: "the end of the expression"
        case .name(let name): "'\(Lexis.text(name))'"
        case .quotedName(let name): "'`\(Lexis.text(name))`'"
        case .int(let value): "the number \(value)"
        case .uint(let value): "the number \(value)u"
        case .double(let value): "the number \(value)"
        case .string: "a string"
        case .bytes: "a bytes literal"
        case .sign(let sign): "'\(sign.rawValue)'"
        }
    }
}
