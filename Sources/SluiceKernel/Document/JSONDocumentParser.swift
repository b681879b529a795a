/// Reads JSON (RFC 8259, strict) into a tree with places.
///
/// A definition travels as JSON through the log, so this is pure and total: any bytes give a tree or a problem.
package struct JSONDocumentParser {
    var bytes: [UInt8]
    var position = 0
    private var depth = 0
    private var places: TextPosition
    private var problems: [Problem] = []

    private init(_ bytes: [UInt8], file: String?) {
        self.bytes = bytes
        places = TextPosition(file: file)
    }

    /// Reads the one value that `bytes` hold. `file` is what places name.
    package static func parse(_ bytes: [UInt8], file: String? = nil) -> ParsedDocument {
        if let problem = DocumentText.refusal(of: bytes, file: file) {
            return ParsedDocument(root: nil, problems: [problem])
        }
        var parser = JSONDocumentParser(bytes, file: file)
        if bytes.starts(with: DocumentText.byteOrderMark) { parser.position = DocumentText.byteOrderMark.count }
        do throws(Problem) {
            parser.skipSpace()
            let root = try parser.value()
            parser.skipSpace()
            if parser.position < bytes.count { throw parser.fail("expected the end of the text") }
            return ParsedDocument(root: root, problems: parser.problems)
        } catch {
            return ParsedDocument(root: nil, problems: parser.problems + [error])
        }
    }

    // MARK: Values

    private mutating func value() throws(Problem) -> DocumentNode {
        let place = here()
        switch peek() {
        case UInt8(ascii: "{"):
            return DocumentNode(.mapping(try nested(place) { p throws(Problem) in try p.members() }), at: place)
        case UInt8(ascii: "["):
            return DocumentNode(.sequence(try nested(place) { p throws(Problem) in try p.elements() }), at: place)
        case UInt8(ascii: "\""): return DocumentNode(.scalar(try string(at: place)), at: place)
        case UInt8(ascii: "t"): return try word("true", at: place)
        case UInt8(ascii: "f"): return try word("false", at: place)
        case UInt8(ascii: "n"): return try word("null", at: place)
        default: return try number(at: place)
        }
    }

    private mutating func nested<T>(
        _ place: FilePlace, _ body: (inout JSONDocumentParser) throws(Problem) -> T
    ) throws(Problem) -> T {
        guard depth < DocumentLimits.depth else { throw DocumentText.tooDeep(at: place) }
        depth += 1
        position += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func members() throws(Problem) -> [DocumentEntry] {
        var mapping = MappingBuilder()
        skipSpace()
        if take("}") { return [] }
        while true {
            skipSpace()
            let keyPlace = here()
            guard peek() == UInt8(ascii: "\"") else { throw fail("expected a key in double quotes") }
            let key = try string(at: keyPlace).text
            skipSpace()
            guard take(":") else { throw fail("expected ':' after a key") }
            skipSpace()
            mapping.add(DocumentEntry(key: key, keyPlace: keyPlace, value: try value()), problems: &problems)
            skipSpace()
            if take("}") { return mapping.entries }
            guard take(",") else { throw fail("expected ',' or '}'") }
        }
    }

    private mutating func elements() throws(Problem) -> [DocumentNode] {
        var nodes: [DocumentNode] = []
        skipSpace()
        if take("]") { return [] }
        while true {
            skipSpace()
            nodes.append(try value())
            skipSpace()
            if take("]") { return nodes }
            guard take(",") else { throw fail("expected ',' or ']'") }
        }
    }

    private mutating func word(_ word: String, at place: FilePlace) throws(Problem) -> DocumentNode {
        guard bytes[position...].starts(with: word.utf8) else { throw fail("expected a value") }
        position += word.utf8.count
        if let next = peek(), next.isNameByte { throw fail("expected the end of '\(word)'") }
        return DocumentNode(.scalar(DocumentScalar(word, textPlace: place)), at: place)
    }

    // MARK: Bytes

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    /// The place of the current byte.
    mutating func here() -> FilePlace { places.place(of: position, in: bytes) }

    /// A problem at the current byte, saying what was found there.
    mutating func fail(_ message: String) -> Problem {
        let place = here()
        guard position < bytes.count else {
            return Problem(
                .syntax, "\(message), found the end of the text", hint: "The text may be cut off.", at: place)
        }
        let found = String(decoding: bytes[position..<min(bytes.count, position + 4)], as: UTF8.self).prefix(1)
        return Problem(.syntax, "\(message), found \(String(found).quotedForMessage)", at: place)
    }
}
