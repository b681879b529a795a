/// One node of a parsed expression. Nodes refer to one another by their index in ``SyntaxTree/nodes``.
struct SyntaxNode {
    enum Kind {
        case null
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case double(Double)
        case string([UInt8])
        case bytes([UInt8])
        /// A name; `absolute` if a point stands before it.
        case name([UInt8], absolute: Bool)
        /// `operand.field`
        case select(Int, [UInt8])
        /// `has(operand.field)`
        case has(Int, [UInt8])
        /// `operand[key]`
        case index(Int, Int)
        /// `function(arguments)` or `target.function(arguments)`
        case call([UInt8], target: Int?, arguments: [Int])
        case not(Int)
        case negate(Int)
        case binary(BinaryOperator, Int, Int)
        /// A chain of `&&` or of `||`.
        case logic(isAnd: Bool, [Int])
        case conditional(Int, Int, Int)
        case list([Int])
        case map([(key: Int, value: Int)])
        case macro(Macro)
    }

    /// A macro over a list or the keys (and values) of a map.
    struct Macro {
        let kind: MacroKind
        let range: Int
        let first: [UInt8]
        let second: [UInt8]?
        let filter: Int?
        let body: Int
    }

    let kind: Kind
    /// Where messages point to: the operator, the name, the opening bracket.
    let offset: Int
    /// The longest way down from here.
    let height: Int
}
