/// The functions of the language.
enum Function: UInt8, CaseIterable {
    case size, contains, startsWith, endsWith, matches
    case bool, bytes, double, duration, dyn, int, string, timestamp, type, uint
    case getDate, getDayOfMonth, getDayOfWeek, getDayOfYear, getFullYear, getHours, getMilliseconds, getMinutes
    case getMonth, getSeconds

    static let byName: [String: Function] = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0)", $0) })

    /// One way to call a function.
    struct Overload {
        let parameters: [CELType]
        let result: CELType
    }

    /// The ways to call it as `f(a, b)`.
    var global: [Overload] {
        switch self {
        case .size: Self.sizes
        case .matches: [Overload(parameters: [.string, .string], result: .bool)]
        case .bool: Self.conversions(to: .bool, from: [.bool, .string])
        case .bytes: Self.conversions(to: .bytes, from: [.bytes, .string])
        case .double: Self.conversions(to: .double, from: [.double, .int, .uint, .string])
        case .duration: Self.conversions(to: .duration, from: [.duration, .string])
        case .dyn: Self.conversions(to: .dyn, from: [.dyn])
        case .int: Self.conversions(to: .int, from: [.int, .uint, .double, .string, .timestamp])
        case .string:
            Self.conversions(
                to: .string, from: [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration])
        case .timestamp: Self.conversions(to: .timestamp, from: [.timestamp, .string, .int])
        case .type: Self.conversions(to: .type, from: [.dyn])
        case .uint: Self.conversions(to: .uint, from: [.uint, .int, .double, .string])
        default: []
        }
    }

    /// The ways to call it as `a.f(b)`; the first parameter is what stands before the point.
    var member: [Overload] {
        switch self {
        case .size: Self.sizes
        case .contains, .startsWith, .endsWith, .matches: [Overload(parameters: [.string, .string], result: .bool)]
        case .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getFullYear, .getMonth: Self.accessors
        case .getHours, .getMilliseconds, .getMinutes, .getSeconds:
            Self.accessors + [Overload(parameters: [.duration], result: .int)]
        default: []
        }
    }

    private static let sizes = conversions(to: .int, from: [.string, .bytes, .list(.dyn), .map(.dyn, .dyn)])
    private static let accessors = [
        Overload(parameters: [.timestamp], result: .int), Overload(parameters: [.timestamp, .string], result: .int),
    ]

    private static func conversions(to result: CELType, from types: [CELType]) -> [Overload] {
        types.map { Overload(parameters: [$0], result: result) }
    }
}
