extension Evaluator {
    /// `<`, `<=`, `>` and `>=`.
    @inline(__always)
    mutating func ordered(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ number: UInt32
    ) -> Operand {
        guard left.tag == .int, right.tag == .int else { return orderedOthers(operation, left, right, number) }
        switch operation {
        case .less: return .bool(left.int < right.int)
        case .lessEqual: return .bool(left.int <= right.int)
        case .greater: return .bool(left.int > right.int)
        default: return .bool(left.int >= right.int)
        }
    }

    private mutating func orderedOthers(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ number: UInt32
    ) -> Operand {
        let order: NumberOrder
        switch (left.tag, right.tag) {
        case (.int, .int), (.uint, .uint), (.double, .double), (.int, .uint), (.int, .double), (.uint, .int),
            (.uint, .double), (.double, .int), (.double, .uint):
            order = NumberOrder.of(left, right)
        case (.bool, .bool): order = NumberOrder.of(.uint(left.a), .uint(right.a))
        case (.duration, .duration): order = NumberOrder.of(.int(left.int), .int(right.int))
        case (.timestamp, .timestamp):
            let seconds = NumberOrder.of(.int(left.int), .int(right.int))
            order = seconds == .equal ? NumberOrder.of(.int(Int64(left.b)), .int(Int64(right.b))) : seconds
        case (.string, .string), (.bytes, .bytes):
            remaining &-= Cost.bytes(Int(min(left.b, right.b)))
            order = NumberOrder.of(.int(Int64(UTF8Text.order(left.text, right.text))), .int(0))
        default: return fail(.operands, number, left, right)
        }
        switch operation {
        case .less: return .bool(order == .less)
        case .lessEqual: return .bool(order == .less || order == .equal)
        case .greater: return .bool(order == .greater)
        default: return .bool(order == .greater || order == .equal)
        }
    }
}
