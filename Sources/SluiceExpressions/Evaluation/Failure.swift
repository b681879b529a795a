/// Why an evaluation failed: trivial, so that a failure that `||` absorbs costs nothing. The words are made at the end.
struct Failure {
    enum Reason: UInt8 {
        case none
        /// No binding was given for slot `x`.
        case unbound
        /// `x` (an unknown name or function in an unchecked expression).
        case unknownName, unknownFunction
        /// The operator or function does not take `x`, or `x` and `y`.
        case operand, operands
        /// `x` is no bool where one is asked for.
        case notBool
        /// `x` has no fields or elements at all; asked for `y`.
        case notContainer
        /// The container `x` lacks the key `y`.
        case noSuchKey
        /// The list `x` has no element number `y`.
        case outOfRange
        /// `y` is no index of a list.
        case badIndex
        /// `x` cannot be walked by a macro.
        case notIterable
        case divisionByZero
        /// The result of the operator on `x` and `y` exceeds its type.
        case overflow
        /// `x` does not read as, or exceeds, the type that the function converts to.
        case conversion
        /// `x` is bytes that are not UTF-8.
        case notUTF8
        /// `x` cannot be the key of a map; `x` came twice.
        case badKey, duplicateKey
        /// `x` is the name of a zone.
        case zone
        /// The pattern `x` does not compile; the evaluator's note says why.
        case pattern
        /// A document breaks the grammar at byte `x`; a number in it exceeds a double.
        case document, number
        case documentSize
        case budget
        /// Values nest deeper than `x`.
        case depth
        /// The result `x` is no bool; cannot be written as JSON.
        case resultNotBool, resultNotJSON
    }

    var reason: Reason
    var instruction: UInt32
    var x: Operand
    var y: Operand

    static let none = Failure(reason: .none, instruction: 0, x: .null, y: .null)
}
