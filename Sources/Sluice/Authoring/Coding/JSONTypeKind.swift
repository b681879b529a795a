internal import FoundationEssentials

/// Types that are written otherwise than their own `Codable` would, or faster.
enum JSONTypeKind: UInt8 {
    /// By its own `Codable`.
    case plain
    case bool
    case int
    case string
    case double
    case ints
    case strings
    case doubles
    case raw
    case date
    case data
    case url
    case decimal
    /// An array whose elements have no order: sorted one by one when written.
    case set
    /// A dictionary that is an array of keys and values by turns: sorted pair by pair when written.
    case pairs

    init(of type: Any.Type) {
        self =
            switch type {
            case is Bool.Type: .bool
            case is Int.Type: .int
            case is String.Type: .string
            case is Double.Type: .double
            case is [Int].Type: .ints
            case is [String].Type: .strings
            case is [Double].Type: .doubles
            case is RawJSON.Type: .raw
            case is Date.Type: .date
            case is Data.Type: .data
            case is URL.Type: .url
            case is Decimal.Type: .decimal
            case let type as any JSONUnordered.Type: type.kind
            default: .plain
            }
    }
}

/// Collections whose order differs from process to process.
private protocol JSONUnordered {
    static var kind: JSONTypeKind { get }
}

extension Set: JSONUnordered {
    fileprivate static var kind: JSONTypeKind { .set }
}

extension Dictionary: JSONUnordered {
    /// As `Dictionary` decides between an object and an array.
    fileprivate static var kind: JSONTypeKind {
        Key.self == String.self || Key.self == Int.self || Key.self is any CodingKeyRepresentable.Type ? .plain : .pairs
    }
}
