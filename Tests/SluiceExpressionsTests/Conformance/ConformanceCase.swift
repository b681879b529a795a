import Foundation
import SluiceExpressions

/// One public conformance case, as `cel/README.md` describes the files.
struct ConformanceCase {
    let section: String
    let name: String
    let expression: String
    let container: String
    let isUnchecked: Bool
    let isCheckOnly: Bool
    let types: [(name: String, type: CELType)]
    let bindings: [(name: String, value: CELValue)]
    /// Nil: an error is expected.
    let value: CELValue?
    let expectsError: Bool

    init(line: String, file: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        section = object["section"] as? String ?? ""
        name = object["name"] as? String ?? ""
        expression = object["expr"] as? String ?? ""
        container = object["container"] as? String ?? ""
        isUnchecked = object["unchecked"] as? Bool ?? false
        isCheckOnly = object["check_only"] as? Bool ?? false
        expectsError = object["error"] != nil
        let declared = object["types"] as? [String: Any] ?? [:]
        types = try declared.sorted { $0.key < $1.key }.map { ($0.key, try Self.type($0.value)) }
        let bound = object["bindings"] as? [String: Any] ?? [:]
        bindings = try bound.sorted { $0.key < $1.key }.map { ($0.key, try Self.value($0.value)) }
        // Twenty expected texts kept the \u escapes of the protobuf text that they were taken from, and two expected
        // bytes its \?.
        let isEscaped =
            file == "parse"
            && (section == "string_literals" && !name.contains("raw_") || name.hasSuffix("_unescaped_punctuation"))
        value = try object["value"].map { try Self.value($0, isEscaped: isEscaped) }
    }

    struct Unreadable: Error {
        let what: String
    }

    static func type(_ any: Any) throws -> CELType {
        if let name = any as? String {
            switch name {
            case "dyn": return .dyn
            case "null": return .null
            case "bool": return .bool
            case "int": return .int
            case "uint": return .uint
            case "double": return .double
            case "string": return .string
            case "bytes": return .bytes
            case "timestamp": return .timestamp
            case "duration": return .duration
            default: throw Unreadable(what: name)
            }
        }
        guard let object = any as? [String: Any] else { throw Unreadable(what: "\(any)") }
        if let element = object["list"] { return .list(try type(element)) }
        if let pair = object["map"] as? [Any], pair.count == 2 { return .map(try type(pair[0]), try type(pair[1])) }
        throw Unreadable(what: "\(any)")
    }

    static func value(_ any: Any, isEscaped: Bool = false) throws -> CELValue {
        guard let object = any as? [String: Any], let (kind, payload) = object.first else {
            throw Unreadable(what: "\(any)")
        }
        switch kind {
        case "null": return .null
        case "bool": return .bool(payload as? Bool ?? false)
        case "int": return .int(Int64(payload as? String ?? "") ?? 0)
        case "uint": return .uint(UInt64(payload as? String ?? "") ?? 0)
        case "double": return .double(Double(payload as? String ?? "") ?? .nan)
        case "string":
            let text = payload as? String ?? ""
            return .text(isEscaped ? unescaped(text) : text)
        case "bytes":
            let bytes = [UInt8](Data(base64Encoded: payload as? String ?? "") ?? Data())
            guard isEscaped else { return .bytes(bytes) }
            return .bytes(Array(String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\\?", with: "?").utf8))
        case "list": return .list(try (payload as? [Any] ?? []).map { try value($0) })
        case "map":
            let pairs = payload as? [[Any]] ?? []
            return .map(CELMap(try pairs.map { CELMap.Entry(key: try value($0[0]), value: try value($0[1])) }))
        case "type":
            guard let name = CELTypeName.allCases.first(where: { "\($0.name)" == payload as? String }) else {
                throw Unreadable(what: "\(payload)")
            }
            return .type(name)
        default: throw Unreadable(what: kind)
        }
    }

    /// `\u0100` and `\U0001F62C` as the characters that they stand for.
    private static func unescaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var index = 0
        while index < scalars.count {
            let digits =
                index + 1 < scalars.count ? (scalars[index + 1] == "u" ? 4 : scalars[index + 1] == "U" ? 8 : 0) : 0
            if scalars[index] == "\\", digits > 0, index + 2 + digits <= scalars.count,
                let code = UInt32(
                    String(String.UnicodeScalarView(scalars[(index + 2)..<(index + 2 + digits)])), radix: 16),
                let scalar = Unicode.Scalar(code)
            {
                result.append(scalar)
                index += 2 + digits
            } else {
                result.append(scalars[index])
                index += 1
            }
        }
        return String(result)
    }
}
