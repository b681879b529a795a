/// One node of a compiled expression: sixteen bytes, children by number.
struct Instruction {
    enum Operation: UInt8 {
        /// `a`: number of the constant.
        case constant
        /// `a`: slot of the variable.
        case slot
        /// `a`: number of the macro variable.
        case local
        /// `a`: operand, `b`: constant with the field's name.
        case select, has
        /// `a`: slot; true unless it is bound to nothing.
        case hasSlot
        /// `a`: operand, `b`: key.
        case index
        /// `a`: operand.
        case not, negate
        /// Children `a ..< a + b` of the program's list.
        case and, or, list, map
        /// `a` ? `b` : `c`
        case conditional
        /// `a` and `b`.
        case equal, notEqual, less, lessEqual, greater, greaterEqual, inside
        case add, subtract, multiply, divide, modulo
        /// `detail`: the function, children `a ..< a + b` of the program's list.
        case call
        /// `a`: text, `b`: number of the compiled regular expression.
        case matches
        /// `detail`: the kind, `a`: range, `b`: number of the macro.
        case macro
        /// Always fails: an unknown name (`detail` 0) or function (1) that was not checked; `a`: constant with its name.
        case unknown
    }

    let operation: Operation
    var detail: UInt8 = 0
    var a: UInt32 = 0
    var b: UInt32 = 0
    var c: UInt32 = 0
}
