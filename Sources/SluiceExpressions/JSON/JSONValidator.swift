/// The strict reader of RFC 8259: checks one document and keeps nothing.
///
/// Beyond the grammar it refuses what would make two readers disagree: duplicate keys, bytes that are not UTF-8,
/// escapes that are no Unicode scalar, and nesting beyond ``JSON/maximumDepth``.
struct JSONValidator {
    private var cursor: JSONCursor
    private let start: UnsafePointer<UInt8>
    private var keys = JSONKeySet()

    init(_ bytes: UnsafeBufferPointer<UInt8>, start: UnsafePointer<UInt8>) {
        self.start = start
        cursor = JSONCursor(start, end: start + bytes.count)
    }

    mutating func validate() throws(JSONError) {
        try value(depth: 0)
        cursor.skipSpace()
        if let byte = cursor.peek { throw unexpected(byte, "the end of the document", code: .trailing) }
    }

    private var offset: Int { cursor.position - start }

    private func unexpected(_ byte: UInt8?, _ expected: String, code: JSONError.Code = .unexpected) -> JSONError {
        guard let byte else { return JSONError(.truncated, at: offset, "the bytes end where \(expected) should be") }
        return JSONError(code, at: offset, "found \(JSON.name(of: byte)), expected \(expected)")
    }

    private mutating func value(depth: Int) throws(JSONError) {
        cursor.skipSpace()
        guard let byte = cursor.peek else { throw unexpected(nil, "a value") }
        switch JSONKind(firstByte: byte) {
        case .object: try object(depth: depth + 1)
        case .array: try array(depth: depth + 1)
        case .string: _ = try string()
        case .number: try number()
        case .bool: try word(byte == UInt8(ascii: "t") ? "true" : "false")
        case .null: try word("null")
        case nil: throw unexpected(byte, "a value")
        }
    }

    private func check(depth: Int) throws(JSONError) {
        guard depth <= JSON.maximumDepth else {
            throw JSONError(.tooDeep, at: offset, "containers nest deeper than \(JSON.maximumDepth)")
        }
    }

    private mutating func array(depth: Int) throws(JSONError) {
        try check(depth: depth)
        cursor.position += 1
        if cursor.take(UInt8(ascii: "]")) { return }
        while true {
            try value(depth: depth)
            if cursor.take(UInt8(ascii: "]")) { return }
            guard cursor.take(UInt8(ascii: ",")) else { throw unexpected(cursor.peek, "',' or ']'") }
        }
    }

    private mutating func object(depth: Int) throws(JSONError) {
        try check(depth: depth)
        cursor.position += 1
        if cursor.take(UInt8(ascii: "}")) { return }
        let mark = keys.count
        while true {
            cursor.skipSpace()
            guard cursor.peek == UInt8(ascii: "\"") else { throw unexpected(cursor.peek, "a key in quotes") }
            let place = cursor.position
            let escaped = try string()
            keys.append(place + 1, count: cursor.position - place - 2, escaped: escaped)
            guard cursor.take(UInt8(ascii: ":")) else { throw unexpected(cursor.peek, "':'") }
            try value(depth: depth)
            if cursor.take(UInt8(ascii: "}")) { break }
            guard cursor.take(UInt8(ascii: ",")) else { throw unexpected(cursor.peek, "',' or '}'") }
        }
        if let duplicate = keys.close(since: mark) {
            let offset = duplicate.start - start
            let key = String(
                decoding: UnsafeBufferPointer(start: duplicate.start, count: duplicate.count), as: UTF8.self)
            throw JSONError(.duplicateKey, at: offset - 1, "the key \"\(key)\" stands twice in one object")
        }
    }

    /// Checks a string and returns whether it has escapes.
    private mutating func string() throws(JSONError) -> Bool {
        cursor.position += 1
        var escaped = false
        while cursor.position < cursor.end {
            let byte = cursor.position.pointee
            switch byte {
            case UInt8(ascii: "\""):
                cursor.position += 1
                return escaped
            case UInt8(ascii: "\\"):
                escaped = true
                let rest = UnsafeBufferPointer(start: cursor.position, count: cursor.end - cursor.position)
                guard let (_, length) = JSONText.escape(rest, at: 0) else {
                    throw JSONError(.invalidString, at: offset, "an escape that stands for no character")
                }
                cursor.position += length
            case 0..<0x20:
                let name = JSON.name(of: byte)
                throw JSONError(.invalidString, at: offset, "\(name) in a string must be written as an escape")
            case 0x20..<0x80: cursor.position += 1
            default:
                let rest = UnsafeBufferPointer(start: cursor.position, count: cursor.end - cursor.position)
                guard let (_, length) = UTF8Text.decodeLong(rest, at: 0) else {
                    throw JSONError(.invalidString, at: offset, "\(JSON.name(of: byte)) begins no UTF-8 character")
                }
                cursor.position += length
            }
        }
        throw JSONError(.truncated, at: offset, "the bytes end inside a string")
    }

    private mutating func number() throws(JSONError) {
        let begin = cursor.position
        let place = offset
        if cursor.peek == UInt8(ascii: "-") { cursor.position += 1 }
        if cursor.peek == UInt8(ascii: "0") {
            cursor.position += 1
            if cursor.digit != nil {
                throw JSONError(.invalidNumber, at: place, "a number must not begin with 0 and another digit")
            }
        }
        cursor.position = begin
        guard JSONNumber.read(&cursor) != nil else {
            if cursor.position == begin {
                throw JSONError(.invalidNumber, at: place, "the number exceeds the range of a double")
            }
            if let byte = cursor.peek { throw unexpected(byte, "a digit", code: .invalidNumber) }
            throw unexpected(nil, "a digit")
        }
    }

    private mutating func word(_ word: StaticString) throws(JSONError) {
        for index in 0..<word.utf8CodeUnitCount {
            guard cursor.peek == word.utf8Start[index] else { throw unexpected(cursor.peek, "'\(word)'") }
            cursor.position += 1
        }
    }
}
