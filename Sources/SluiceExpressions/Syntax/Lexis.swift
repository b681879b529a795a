/// The small change of the language's text: which bytes make names, which words are taken.
enum Lexis {
    @inline(__always)
    static func beginsName(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    @inline(__always)
    static func continuesName(_ byte: UInt8) -> Bool {
        beginsName(byte) || isDigit(byte)
    }

    /// Words that are part of the language.
    static let keywords: Set<String> = ["false", "in", "null", "true"]
    /// Words that host languages use: no names of variables or functions, but fine behind a point.
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    /// Whether `name` can stand behind a point without quotes.
    static func isIdentifier(_ name: [UInt8]) -> Bool {
        guard let first = name.first, beginsName(first), name.allSatisfy(continuesName) else { return false }
        return !keywords.contains(text(name))
    }

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// The text as a literal of the language.
    static func quoted(_ bytes: [UInt8]) -> String {
        var quoted: [UInt8] = []
        JSONWriter.string(bytes, into: &quoted)
        return text(quoted)
    }
}
