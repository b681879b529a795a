extension Compiler {
    mutating func negate(_ operand: Int, at node: Int) throws(ExpressionError) -> Part {
        let part = try compile(operand)
        guard !isChecked || part.type.fits(.int) || part.type.fits(.double) else {
            throw error(.type, "'-' takes int or double, found \(part.type)", at: node)
        }
        return emit(Instruction(operation: .negate, a: part.number), part.type, at: node)
    }

    mutating func binary(
        _ kind: BinaryOperator, _ left: Int, _ right: Int, at node: Int
    ) throws(ExpressionError) -> Part {
        let first = try compile(left)
        let second = try compile(right)
        let type: CELType
        if isChecked {
            guard let result = Self.result(kind, first.type, second.type) else {
                throw clash(kind, first.type, second.type, at: node)
            }
            type = result
        } else {
            type = .dyn
        }
        return emit(Instruction(operation: kind.operation, a: first.number, b: second.number), type, at: node)
    }

    /// The type of the operator's result, or nil if it does not take these operands.
    private static func result(_ kind: BinaryOperator, _ left: CELType, _ right: CELType) -> CELType? {
        switch kind {
        case .equal, .notEqual:
            // null may be compared with anything: that is how an absent value is found.
            return left.fits(right) || left == .null || right == .null ? .bool : nil
        case .less, .lessEqual, .greater, .greaterEqual:
            let orderable: [CELType] = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
            return orderable.contains { left.fits($0) && right.fits($0) } ? .bool : nil
        case .inside:
            switch right {
            case .dyn: return .bool
            case .list(let element): return left.fits(element) ? .bool : nil
            case .map(let key, _): return left.fits(key) ? .bool : nil
            default: return nil
            }
        case .add: return sum(left, right)
        case .subtract:
            return arithmetic(
                left, right, [.int, .uint, .double],
                [
                    (.timestamp, .timestamp, .duration), (.timestamp, .duration, .timestamp),
                    (.duration, .duration, .duration),
                ])
        case .multiply, .divide: return arithmetic(left, right, [.int, .uint, .double], [])
        case .modulo: return arithmetic(left, right, [.int, .uint], [])
        }
    }

    private static func sum(_ left: CELType, _ right: CELType) -> CELType? {
        switch (left, right) {
        case (.list(let element), .list(let other)):
            return element.fits(other) ? .list(element.joined(with: other)) : nil
        case (.list, .dyn), (.dyn, .list): return .list(.dyn)
        default: break
        }
        return arithmetic(
            left, right, [.int, .uint, .double, .string, .bytes],
            [
                (.timestamp, .duration, .timestamp), (.duration, .timestamp, .timestamp),
                (.duration, .duration, .duration),
            ])
    }

    /// The one result that is possible, `dyn` if there are several, nil if there is none.
    private static func arithmetic(
        _ left: CELType, _ right: CELType, _ same: [CELType], _ mixed: [(CELType, CELType, CELType)]
    ) -> CELType? {
        let all = same.map { ($0, $0, $0) } + mixed
        var result: CELType?
        for (first, second, outcome) in all where left.fits(first) && right.fits(second) {
            result = result == nil || result == outcome ? outcome : .dyn
        }
        return result
    }

    private func clash(
        _ kind: BinaryOperator, _ left: CELType, _ right: CELType, at node: Int
    ) -> ExpressionError {
        let numbers: [CELType] = [.int, .uint, .double]
        var hint: String?
        if numbers.contains(left), numbers.contains(right), left != right {
            hint = "convert one side: \(left)(…) or \(right)(…)"
        } else if kind == .add, left == .string || right == .string {
            hint = "convert the other side with string()"
        } else if kind == .inside, left == .string, right == .string {
            hint = "for a part of a text write text.contains(part)"
        } else if left == .string && numbers.contains(right) || right == .string && numbers.contains(left) {
            hint = "convert one side with int(), double() or string()"
        }
        return error(.type, "'\(kind.rawValue)' does not take \(left) and \(right)", hint: hint, at: node)
    }
}

extension BinaryOperator {
    var operation: Instruction.Operation {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessEqual: .lessEqual
        case .greater: .greater
        case .greaterEqual: .greaterEqual
        case .inside: .inside
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .modulo: .modulo
        }
    }
}
