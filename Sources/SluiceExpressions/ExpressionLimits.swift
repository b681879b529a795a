/// What one expression may be at most. Fixed: every node must agree on what compiles.
package enum ExpressionLimits {
    /// Bytes of source.
    package static let sourceBytes = 65_536
    /// Brackets, macros and conditionals inside one another.
    package static let nesting = 250
    /// Operators that wait for one another, such as the terms of a sum; chains of `&&` and `||` count once.
    package static let height = 500
    /// Instructions of a compiled regular expression.
    package static let patternInstructions = 5_000
    /// The budget of an evaluation, in cost units, unless the host gives another: 4 to 30 ms.
    package static let cost = 1_000_000
}
