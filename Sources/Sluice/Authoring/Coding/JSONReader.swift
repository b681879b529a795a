internal import FoundationEssentials

/// Reads values of any type at a node of a tape.
struct JSONReader {
    /// Lent for the time of one reading: not counted, for every value read copies it.
    unowned(unsafe) let scratch: JSONScratch
    let node: Int

    @inline(__always)
    var tape: JSONTape { scratch.tape }

    @inline(__always)
    var value: JSONNode { tape.nodes[node] }

    func at(_ node: Int) -> JSONReader { JSONReader(scratch: scratch, node: node) }

    var text: UnsafeBufferPointer<UInt8> {
        let value = value
        return UnsafeBufferPointer(start: tape.text + Int(value.start), count: Int(value.end - value.start))
    }

    @inline(__always)
    var isNull: Bool { value.kind == .null }

    func bool() throws -> Bool {
        switch value.kind {
        case .true: return true
        case .false: return false
        default: throw mismatch(Bool.self)
        }
    }

    func string() throws -> String {
        switch value.kind {
        case .string, .escapedString: return tape.string(at: node)
        default: throw mismatch(String.self)
        }
    }

    func double() throws -> Double {
        switch value.kind {
        case .integer, .number:
            if let value = JSONNumber.double(text) { return value }
            throw fault("\(found) is too large for a Double")
        default: throw mismatch(Double.self)
        }
    }

    func float() throws -> Float {
        switch value.kind {
        case .integer, .number:
            if let value = Float(String(decoding: text, as: UTF8.self)), value.isFinite { return value }
            throw fault("\(found) is too large for a Float")
        default: throw mismatch(Float.self)
        }
    }

    func int() throws -> Int {
        if value.kind == .integer, let text = text.baseAddress,
            let short = JSONNumber.shortInteger(text, Int(value.end - value.start))
        {
            return short
        }
        return try integer()
    }

    func integer<T: FixedWidthInteger>() throws -> T {
        switch value.kind {
        case .integer, .number:
            if let value: T = JSONNumber.integer(text, isPlain: value.kind == .integer) { return value }
            throw fault("\(found) is no \(T.self)")
        default: throw mismatch(T.self)
        }
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        switch scratch.types.pointee.kind(of: T.self) {
        case .plain, .set, .pairs: return try T(from: JSONTapeDecoder(reader: self))
        case .bool: return unsafeBitCast(try bool(), to: T.self)
        case .int: return unsafeBitCast(try int(), to: T.self)
        case .string: return unsafeBitCast(try string(), to: T.self)
        case .double: return unsafeBitCast(try double(), to: T.self)
        case .ints: return unsafeBitCast(try elements { try $0.int() }, to: T.self)
        case .strings: return unsafeBitCast(try elements { try $0.string() }, to: T.self)
        case .doubles: return unsafeBitCast(try elements { try $0.double() }, to: T.self)
        case .raw: return unsafeBitCast(RawJSON(Array(tape.source(of: node))), to: T.self)
        case .date:
            guard let date = JSONDate.parse(try string()) else {
                throw fault("\(found) is no time of RFC 3339, such as 2026-01-31T08:00:00Z")
            }
            return try cast(date)
        case .data:
            guard let data = Data(base64Encoded: try string()) else { throw fault("\(found) is no Base64") }
            return try cast(data)
        case .url:
            guard let url = URL(string: try string()) else { throw fault("\(found) is no URL") }
            return try cast(url)
        case .decimal:
            guard value.kind == .integer || value.kind == .number else { throw mismatch(type) }
            guard let decimal = Decimal(string: String(decoding: text, as: UTF8.self)) else {
                throw fault("\(found) is too large for a Decimal")
            }
            return try cast(decimal)
        }
    }

    private func cast<Value, T>(_ value: Value) throws -> T {
        guard let value = value as? T else { throw mismatch(T.self) }
        return value
    }

    private func elements<Element>(_ read: (JSONReader) throws -> Element) throws -> [Element] {
        guard value.kind == .array else { throw mismatch([Element].self) }
        var elements: [Element] = []
        var next = node + 1
        let end = Int(value.next)
        while next < end {
            elements.append(try read(at(next)))
            next = Int(tape.nodes[next].next)
        }
        return elements
    }

    // MARK: Errors

    /// The value, cut short, for a message.
    var found: String {
        switch value.kind {
        case .array: return "an array"
        case .object: return "an object"
        case .null: return "null"
        default:
            let text = String(decoding: tape.source(of: node).prefix(64), as: UTF8.self)
            return text.utf8.count < value.end - value.start ? text + "…" : text
        }
    }

    func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(type, .init(codingPath: path, debugDescription: "expected \(type), found \(found)"))
    }

    func fault(_ message: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: path, debugDescription: message))
    }

    /// The way from the top to this node, found by going it.
    var path: [any CodingKey] {
        var path: [any CodingKey] = []
        var at = 0
        while at != node {
            let isObject = tape.nodes[at].kind == .object
            guard isObject || tape.nodes[at].kind == .array else { break }
            var next = at + 1
            var index = 0
            while next < Int(tape.nodes[at].next) {
                let value = isObject ? next + 1 : next
                if node < Int(tape.nodes[value].next) {
                    path.append(
                        isObject ? JSONPathKey(stringValue: tape.string(at: next)) : JSONPathKey(intValue: index))
                    at = value
                    break
                }
                next = Int(tape.nodes[value].next)
                index += 1
            }
        }
        return path
    }
}
