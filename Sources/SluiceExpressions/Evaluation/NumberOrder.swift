/// How two numbers stand to one another on the one number line of the language.
enum NumberOrder {
    case less, equal, greater
    /// One of them is not a number.
    case none

    static func of(_ left: Operand, _ right: Operand) -> NumberOrder {
        switch (left.tag, right.tag) {
        case (.int, .int): return compare(left.int, right.int)
        case (.uint, .uint): return compare(left.a, right.a)
        case (.double, .double): return compare(left.double, right.double)
        case (.int, .uint): return left.int < 0 ? .less : compare(left.a, right.a)
        case (.uint, .int): return right.int < 0 ? .greater : compare(left.a, right.a)
        case (.int, .double): return compare(left.int, right.double)
        case (.double, .int): return compare(right.int, left.double).inverted
        case (.uint, .double): return compare(left.a, right.double)
        case (.double, .uint): return compare(right.a, left.double).inverted
        default: return .none
        }
    }

    private var inverted: NumberOrder {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }

    private static func compare<T: Comparable>(_ left: T, _ right: T) -> NumberOrder {
        left < right ? .less : left > right ? .greater : left == right ? .equal : .none
    }

    /// An integer meets a double as the double nearest to it, as the conformance cases want it.
    private static func compare(_ left: Int64, _ right: Double) -> NumberOrder {
        if right < -0x1p63 { return .greater }
        if right > 0x1p63 { return .less }
        return compare(Double(left), right)
    }

    private static func compare(_ left: UInt64, _ right: Double) -> NumberOrder {
        if right < 0 { return .greater }
        if right > 0x1p64 { return .less }
        return compare(Double(left), right)
    }
}
