extension Evaluator {
    mutating func negate(_ operand: Operand, _ number: UInt32) -> Operand {
        switch operand.tag {
        case .int:
            let (result, overflow) = Int64(0).subtractingReportingOverflow(operand.int)
            return overflow ? fail(.overflow, number, operand) : .int(result)
        case .double: return .double(-operand.double)
        default: return fail(.operand, number, operand)
        }
    }

    /// `+`, `-`, `*`, `/` and `%`.
    mutating func arithmetic(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ number: UInt32
    ) -> Operand {
        switch (left.tag, right.tag) {
        case (.int, .int): return integers(operation, left, right, left.int, right.int, number) { .int($0) }
        case (.uint, .uint): return integers(operation, left, right, left.a, right.a, number) { .uint($0) }
        case (.double, .double): return doubles(operation, left, right, number)
        case (.string, .string), (.bytes, .bytes):
            return operation == .add ? concatenate(left, right, number) : fail(.operands, number, left, right)
        case (.list, .list), (.list, .jsonArray), (.jsonArray, .list), (.jsonArray, .jsonArray):
            return operation == .add ? joined(left, right, number) : fail(.operands, number, left, right)
        default: return times(operation, left, right, number)
        }
    }

    @inline(__always)
    private mutating func integers<Integer: FixedWidthInteger>(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ x: Integer, _ y: Integer,
        _ number: UInt32, _ wrap: (Integer) -> Operand
    ) -> Operand {
        let (result, overflow): (Integer, Bool)
        switch operation {
        case .add: (result, overflow) = x.addingReportingOverflow(y)
        case .subtract: (result, overflow) = x.subtractingReportingOverflow(y)
        case .multiply: (result, overflow) = x.multipliedReportingOverflow(by: y)
        case .divide:
            if y == 0 { return fail(.divisionByZero, number, left, right) }
            (result, overflow) = x.dividedReportingOverflow(by: y)
        default:
            if y == 0 { return fail(.divisionByZero, number, left, right) }
            (result, overflow) = x.remainderReportingOverflow(dividingBy: y)
        }
        return overflow ? fail(.overflow, number, left, right) : wrap(result)
    }

    private mutating func doubles(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ number: UInt32
    ) -> Operand {
        switch operation {
        case .add: .double(left.double + right.double)
        case .subtract: .double(left.double - right.double)
        case .multiply: .double(left.double * right.double)
        case .divide: .double(left.double / right.double)
        default: fail(.operands, number, left, right)
        }
    }

    private mutating func times(
        _ operation: Instruction.Operation, _ left: Operand, _ right: Operand, _ number: UInt32
    ) -> Operand {
        let result: Operand?
        switch (left.tag, operation, right.tag) {
        case (.timestamp, .add, .duration): result = left.timestamp.adding(right.duration).map { .timestamp($0) }
        case (.duration, .add, .timestamp): result = right.timestamp.adding(left.duration).map { .timestamp($0) }
        case (.timestamp, .subtract, .duration): result = subtract(right.duration, from: left.timestamp)
        case (.timestamp, .subtract, .timestamp): result = left.timestamp.since(right.timestamp).map { .duration($0) }
        case (.duration, .add, .duration):
            let (sum, overflow) = left.int.addingReportingOverflow(right.int)
            result = overflow ? nil : .duration(CELDuration(nanoseconds: sum))
        case (.duration, .subtract, .duration):
            let (difference, overflow) = left.int.subtractingReportingOverflow(right.int)
            result = overflow ? nil : .duration(CELDuration(nanoseconds: difference))
        default: return fail(.operands, number, left, right)
        }
        return result ?? fail(.overflow, number, left, right)
    }

    private func subtract(_ duration: CELDuration, from moment: CELTimestamp) -> Operand? {
        guard duration.nanoseconds != .min else {
            // The one span without an opposite: half of it twice.
            let half = CELDuration(nanoseconds: 1 << 62)
            return moment.adding(half)?.adding(half).map { .timestamp($0) }
        }
        return moment.adding(CELDuration(nanoseconds: -duration.nanoseconds)).map { .timestamp($0) }
    }

    /// Text and text, or bytes and bytes.
    private mutating func concatenate(_ left: Operand, _ right: Operand, _ number: UInt32) -> Operand {
        let count = Int(left.b) + Int(right.b)
        remaining &-= Cost.bytes(count)
        if remaining < 0 || count > Int(UInt32.max) { return abort(.budget, number) }
        let room = arena.bytes(count)
        let end = room.initialize(fromContentsOf: left.text)
        _ = room[end...].initialize(fromContentsOf: right.text)
        return .text(left.tag, UnsafeBufferPointer(room), isPlain: left.isPlain && right.isPlain)
    }

    private mutating func joined(_ left: Operand, _ right: Operand, _ number: UInt32) -> Operand {
        let mark = results.count
        for list in [left, right] {
            var walk = Walk(list)
            while let more = next(&walk, number) {
                guard more else { return drop(mark, .abort) }
                results.append(walk.value)
            }
        }
        return takeList(since: mark)
    }
}
