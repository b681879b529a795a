/// The types that a value can have when an expression runs, as `type(x)` tells them.
package enum CELTypeName: UInt8, Equatable, Sendable, CaseIterable {
    case null, bool, int, uint, double, string, bytes, list, map, timestamp, duration, type

    /// The name by which expressions call the type.
    package var name: StaticString {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .type: "type"
        }
    }

    /// The name that messages use.
    var label: String {
        switch self {
        case .null: "null"
        case .timestamp: "timestamp"
        case .duration: "duration"
        default: "\(name)"
        }
    }
}
