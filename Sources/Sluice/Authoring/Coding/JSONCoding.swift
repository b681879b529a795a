/// Values to and from JSON bytes.
///
/// What `JSONDecoder` and `JSONEncoder` do, without Foundation on the way and in a tenth of the time, with these choices:
/// - Objects are written with their keys in order, sets with their elements in order: equal values are equal bytes.
/// - `Date` is RFC 3339 in UTC, to the microsecond; `Data` is Base64; `URL` its text; `Decimal` a number.
/// - A `Double` keeps its point: `5.0`, so that expressions see a double too.
/// - Doubles that are no numbers are errors, as is anything that is not JSON to the letter.
enum JSONCoding {
    static let null: [UInt8] = [0x6e, 0x75, 0x6c, 0x6c]

    static func decode<T: Decodable>(_ type: T.Type, from json: UnsafeRawBufferPointer) throws -> T {
        // Small values need no tape. What does not fit here is looked at closely below.
        if T.self == Int.self {
            if let value = JSONNumber.shortInteger(json) { return unsafeBitCast(value, to: T.self) }
        } else if T.self == Bool.self {
            if let value = shortBool(json) { return unsafeBitCast(value, to: T.self) }
        } else if T.self == Nothing.self {
            return unsafeBitCast(Nothing(), to: T.self)
        } else if T.self == Nothing?.self {
            let value: Nothing? = isNull(json) ? nil : Nothing()
            return unsafeBitCast(value, to: T.self)
        } else if T.self == Int?.self {
            if isNull(json) { return unsafeBitCast(Int?.none, to: T.self) }
            if let value = JSONNumber.shortInteger(json) { return unsafeBitCast(Int?.some(value), to: T.self) }
        } else if T.self == Bool?.self {
            if isNull(json) { return unsafeBitCast(Bool?.none, to: T.self) }
            if let value = shortBool(json) { return unsafeBitCast(Bool?.some(value), to: T.self) }
        } else if T.self == String?.self {
            if isNull(json) { return unsafeBitCast(String?.none, to: T.self) }
            return unsafeBitCast(String?.some(try decode(String.self, from: json)), to: T.self)
        } else if T.self == Double?.self {
            if isNull(json) { return unsafeBitCast(Double?.none, to: T.self) }
            return unsafeBitCast(Double?.some(try decode(Double.self, from: json)), to: T.self)
        }
        return try JSONScratch.reading { scratch in
            try scratch.tape.parse(json)
            return try JSONReader(scratch: scratch, node: 0).decode(type)
        }
    }

    /// Appends the JSON of `value`; nothing when it throws.
    static func encode<T: Encodable>(_ value: T, into output: inout [UInt8]) throws {
        if T.self == Int.self {
            append(unsafeBitCast(value, to: Int.self), to: &output)
        } else if T.self == Bool.self {
            append(unsafeBitCast(value, to: Bool.self), to: &output)
        } else if T.self == Nothing.self {
            output.append(UInt8(ascii: "{"))
            output.append(UInt8(ascii: "}"))
        } else if T.self == Int?.self {
            guard let value = unsafeBitCast(value, to: Int?.self) else { return output.writeNull() }
            append(value, to: &output)
        } else if T.self == Bool?.self {
            guard let value = unsafeBitCast(value, to: Bool?.self) else { return output.writeNull() }
            append(value, to: &output)
        } else if T.self == RawJSON.self {
            let raw = unsafeBitCast(value, to: RawJSON.self)
            try check(raw.bytes)
            output.append(contentsOf: raw.bytes)
        } else {
            try JSONScratch.writing { try $0.write(value, into: &output) }
        }
    }

    /// That `bytes` are one JSON value.
    static func check(_ bytes: [UInt8]) throws(JSONFault) {
        var fault: JSONFault?
        JSONScratch.reading { scratch in
            bytes.withUnsafeBytes { json in
                do throws(JSONFault) {
                    try scratch.tape.parse(json)
                } catch {
                    fault = error
                }
            }
        }
        if let fault { throw fault }
    }

    @inline(__always)
    private static func isNull(_ json: UnsafeRawBufferPointer) -> Bool {
        json.count == 4 && json[0] == UInt8(ascii: "n")
    }

    @inline(__always)
    private static func shortBool(_ json: UnsafeRawBufferPointer) -> Bool? {
        if json.elementsEqual("true".utf8) { return true }
        return json.elementsEqual("false".utf8) ? false : nil
    }

    private static func append(_ value: Bool, to output: inout [UInt8]) {
        output.append(contentsOf: value ? [0x74, 0x72, 0x75, 0x65] : [0x66, 0x61, 0x6c, 0x73, 0x65])
    }

    private static func append(_ value: Int, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var at = 20
            var rest = value.magnitude
            repeat {
                at -= 1
                digits[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if value < 0 {
                at -= 1
                digits[at] = UInt8(ascii: "-")
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: digits[at..<20]))
        }
    }

    /// One line for a person: the way to the value, and what is wrong with it.
    static func describe(_ error: any Error) -> String {
        switch error {
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.keyNotFound(_, let context), DecodingError.dataCorrupted(let context):
            describe(context.codingPath, context.debugDescription)
        case EncodingError.invalidValue(_, let context): describe(context.codingPath, context.debugDescription)
        default: "\(error)"
        }
    }

    private static func describe(_ path: [any CodingKey], _ message: String) -> String {
        guard !path.isEmpty else { return message }
        var text = ""
        for key in path {
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += (text.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return "\(text): \(message)"
    }
}
