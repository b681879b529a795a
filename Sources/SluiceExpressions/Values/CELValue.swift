/// A value of the expression language, whole and on its own: what a host binds and what it gets back.
///
/// `==` asks for the same value of the same kind (`.int(1)` is not `.double(1)`, NaN is not itself); the language's
/// own equality crosses the numeric kinds. Strings are UTF-8 bytes and compare as such.
package enum CELValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    /// Text as UTF-8.
    case string([UInt8])
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    case timestamp(CELTimestamp)
    case duration(CELDuration)
    /// A type as a value: `type(1)`.
    case type(CELTypeName)

    /// Text from a Swift string.
    package static func text(_ text: String) -> CELValue {
        .string(Array(text.utf8))
    }

    /// The name of the value's type.
    package var typeName: CELTypeName {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        }
    }
}
