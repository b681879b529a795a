/// One step of a compiled regular expression.
struct PatternInstruction: Sendable {
    enum Operation: UInt8, Sendable {
        /// A code point from `a` to `b`.
        case range
        /// A code point of set `a`.
        case set
        /// Go on at `a` and at `b`.
        case split
        /// Go on at `a`.
        case jump
        /// Go on if the assertion `a` holds.
        case assert
        case match
    }

    let operation: Operation
    var a: UInt32 = 0
    var b: UInt32 = 0
}
