extension Evaluator {
    /// A function of one or two arguments, what stands before the point included.
    mutating func call(_ node: Instruction, _ number: UInt32) -> Operand {
        let first = value(children.unsafelyUnwrapped[Int(node.a)])
        if first.isFailure { return first }
        var second = Operand.null
        if node.b > 1 {
            second = value(children.unsafelyUnwrapped[Int(node.a) + 1])
            if second.isFailure { return second }
        }
        guard let function = Function(rawValue: node.detail) else { return fail(.operand, number, first) }
        switch function {
        case .startsWith, .endsWith, .contains, .matches:
            guard node.b == 2, first.tag == .string, second.tag == .string else {
                return fail(.operands, number, first, second)
            }
            return text(function, first, second, number)
        case .getDate, .getDayOfMonth, .getDayOfWeek, .getDayOfYear, .getFullYear, .getHours, .getMilliseconds,
            .getMinutes, .getMonth, .getSeconds:
            return accessor(function, of: first, zone: node.b > 1 ? second : nil, number)
        default:
            guard node.b == 1 else { return fail(.operands, number, first, second) }
            return convert(function, first, number)
        }
    }

    private mutating func convert(_ function: Function, _ operand: Operand, _ number: UInt32) -> Operand {
        if operand.tag == .string, function != .dyn, function != .type { remaining &-= Cost.bytes(Int(operand.b)) }
        switch function {
        case .size: return size(operand, number)
        case .dyn: return operand
        case .type: return .type(operand.typeName)
        case .bool: return toBool(operand, number)
        case .int: return toInt(operand, number)
        case .uint: return toUInt(operand, number)
        case .double: return toDouble(operand, number)
        case .string: return toString(operand, number)
        case .bytes:
            switch operand.tag {
            case .bytes: return operand
            case .string: return .text(.bytes, operand.text)
            default: return fail(.operand, number, operand)
            }
        case .timestamp: return toTimestamp(operand, number)
        case .duration: return toDuration(operand, number)
        default: return fail(.operand, number, operand)
        }
    }
}
