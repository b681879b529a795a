/// Reading JSON (RFC 8259) where it lies: bytes in, offsets out, no tree.
///
/// ``validate(_:)-(UnsafeRawBufferPointer)`` is strict and is to be called once, where bytes come in. The other
/// functions find their way in a document that was validated; on other bytes they give an answer or an error, never
/// a crash. Offsets count from the start of the bytes handed in.
package enum JSON {
    /// How deep containers may nest.
    package static let maximumDepth = 128

    /// Checks that `bytes` are one JSON document.
    ///
    /// - Throws: ``JSONError`` with the offset of the first mistake: broken grammar, nesting beyond ``maximumDepth``,
    ///   bytes that are not UTF-8, escapes without meaning, numbers beyond a double, duplicate keys in an object.
    package static func validate(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
        guard let base = bytes.baseAddress else {
            throw JSONError(.truncated, at: 0, "the bytes end where a value should be")
        }
        let buffer = UnsafeBufferPointer(start: base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        if JSONQuickCheck.accepts(buffer.baseAddress!, end: buffer.baseAddress! + buffer.count) { return }
        var validator = JSONValidator(buffer, start: buffer.baseAddress!)
        try validator.validate()
    }

    package static func validate(_ bytes: borrowing RawSpan) throws(JSONError) {
        try bytes.withUnsafeBytes { (buffer) throws(JSONError) in try validate(buffer) }
    }

    package static func validate(_ bytes: [UInt8]) throws(JSONError) {
        try validate(bytes.span.bytes)
    }

    /// The kind of the value that `bytes` begin with, or nil if none begins there.
    package static func kind(_ bytes: UnsafeRawBufferPointer) -> JSONKind? {
        guard var cursor = cursor(bytes) else { return nil }
        cursor.skipSpace()
        return cursor.peek.flatMap { JSONKind(firstByte: $0) }
    }

    package static func kind(_ bytes: [UInt8]) -> JSONKind? {
        bytes.withUnsafeBytes { kind($0) }
    }

    /// The range of the value that begins at `offset` or behind the white space there.
    ///
    /// - Throws: ``JSONError`` if no value begins there or it does not end.
    package static func value(at offset: Int = 0, in bytes: UnsafeRawBufferPointer) throws(JSONError) -> Range<Int> {
        guard var cursor = cursor(bytes), offset >= 0, offset <= bytes.count else {
            throw JSONError(.truncated, at: offset, "the bytes end where a value should be")
        }
        let base = cursor.position
        cursor.position += offset
        cursor.skipSpace()
        let start = cursor.position - base
        guard cursor.skipValue() else { throw malformed(cursor, base) }
        return start..<(cursor.position - base)
    }

    /// The range of the value of the member `key` of the object in `bytes`, or nil if it has no such member.
    ///
    /// - Throws: ``JSONError`` if the bytes are not an object or break off.
    package static func member(
        _ key: UnsafeBufferPointer<UInt8>, in bytes: UnsafeRawBufferPointer
    ) throws(JSONError) -> Range<Int>? {
        guard var cursor = cursor(bytes) else {
            throw JSONError(.truncated, at: 0, "the bytes end where an object should be")
        }
        let base = cursor.position
        switch cursor.find(key, plain: isPlain(key)) {
        case .missing: return nil
        case .malformed: throw malformed(cursor, base)
        case .found:
            let start = cursor.position - base
            guard cursor.skipValue() else { throw malformed(cursor, base) }
            return start..<(cursor.position - base)
        }
    }

    package static func member(_ key: [UInt8], in bytes: UnsafeRawBufferPointer) throws(JSONError) -> Range<Int>? {
        try key.span.withUnsafeBufferPointer { (key) throws(JSONError) in try member(key, in: bytes) }
    }

    package static func member(_ key: [UInt8], in bytes: [UInt8]) throws(JSONError) -> Range<Int>? {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(JSONError) in try member(key, in: buffer) }
    }

    package static func member(_ key: String, in bytes: [UInt8]) throws(JSONError) -> Range<Int>? {
        try member(Array(key.utf8), in: bytes)
    }

    /// The text of the JSON string in `bytes`, quotes removed and escapes resolved.
    ///
    /// - Throws: ``JSONError`` if the bytes are no string or have an escape without meaning.
    package static func string(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> [UInt8] {
        guard var cursor = cursor(bytes), cursor.take(UInt8(ascii: "\"")) else {
            throw JSONError(.wrongKind, at: 0, "expected a string")
        }
        let start = cursor.position
        let offset = start - bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        guard cursor.skipToQuote() != nil else {
            throw JSONError(.truncated, at: bytes.count, "the bytes end inside a string")
        }
        var text: [UInt8] = []
        text.reserveCapacity(cursor.position - start)
        let raw = UnsafeBufferPointer(start: start, count: cursor.position - start)
        if let bad = JSONText.decode(raw, into: &text) {
            throw JSONError(.invalidString, at: offset + bad, "an escape that stands for no character")
        }
        return text
    }

    package static func string(_ bytes: [UInt8]) throws(JSONError) -> [UInt8] {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(JSONError) in try string(buffer) }
    }

    /// The JSON number in `bytes`.
    ///
    /// - Throws: ``JSONError`` if the bytes are no number or one beyond the range of a double.
    package static func number(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONNumber {
        guard var cursor = cursor(bytes) else { throw JSONError(.wrongKind, at: 0, "expected a number") }
        cursor.skipSpace()
        let base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        guard let number = JSONNumber.read(&cursor) else {
            throw JSONError(.wrongKind, at: cursor.position - base, "expected a number within the range of a double")
        }
        return number
    }

    package static func number(_ bytes: [UInt8]) throws(JSONError) -> JSONNumber {
        try bytes.span.bytes.withUnsafeBytes { (buffer) throws(JSONError) in try number(buffer) }
    }
}

extension JSON {
    static func cursor(_ bytes: UnsafeRawBufferPointer) -> JSONCursor? {
        guard let base = bytes.baseAddress else { return nil }
        let start = base.assumingMemoryBound(to: UInt8.self)
        return JSONCursor(start, end: start + bytes.count)
    }

    static func malformed(_ cursor: JSONCursor, _ base: UnsafePointer<UInt8>) -> JSONError {
        let offset = cursor.position - base
        guard let byte = cursor.peek else { return JSONError(.truncated, at: offset, "the bytes end inside a value") }
        return JSONError(.unexpected, at: offset, "found \(name(of: byte)), which cannot stand here")
    }

    /// Whether a key's bytes can appear as they are between the quotes of a JSON string.
    static func isPlain(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in key where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        return true
    }

    /// How a message names a byte.
    static func name(of byte: UInt8) -> String {
        if byte > 0x20 && byte < 0x7F { return "'\(Unicode.Scalar(byte))'" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "the byte 0x\(digits.utf8.count < 2 ? "0" : "")\(digits)"
    }
}
