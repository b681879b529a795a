/// What the checker knows of a value before an expression runs. `dyn` is everything.
package indirect enum CELType: Equatable, Sendable {
    case dyn, null, bool, int, uint, double, string, bytes, timestamp, duration
    /// The type of types.
    case type
    case list(CELType)
    case map(CELType, CELType)
}

extension CELType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        }
    }
}

extension CELType {
    /// Whether a value known to be of this type may stand where `wanted` is asked for. `dyn` may on either side: then
    /// it is decided when the expression runs.
    func fits(_ wanted: CELType) -> Bool {
        switch (self, wanted) {
        case (.dyn, _), (_, .dyn): true
        case (.list(let element), .list(let other)): element.fits(other)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.fits(otherKey) && value.fits(otherValue)
        default: self == wanted
        }
    }

    /// The type that values of both types have: `dyn` where they differ.
    func joined(with other: CELType) -> CELType {
        switch (self, other) {
        case (.list(let element), .list(let second)): .list(element.joined(with: second))
        case (.map(let key, let value), .map(let secondKey, let secondValue)):
            .map(key.joined(with: secondKey), value.joined(with: secondValue))
        default: self == other ? self : .dyn
        }
    }
}
