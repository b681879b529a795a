/// An operator between two operands other than `&&` and `||`.
enum BinaryOperator: String {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
    case inside = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"

    /// How tightly it binds: relations 2, sums 3, products 4; `||` is 0 and `&&` 1.
    var precedence: Int {
        switch self {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .inside: 2
        case .add, .subtract: 3
        case .multiply, .divide, .modulo: 4
        }
    }
}
