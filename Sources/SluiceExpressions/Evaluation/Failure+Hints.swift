// Hints that can be written as they are told: they name what failed by its path in the expression.
extension Evaluator {
    /// The operand that was null is to be tested before; nil when none was, or when it has no path.
    var nullHint: String? {
        let node = program.instructions[Int(failure.instruction)]
        let operand: UInt32
        switch (node.operation, failure.reason) {
        case (_, .notIterable):
            guard failure.x.tag == .null else { return nil }
            operand = failure.instruction
        case (.select, .notContainer), (.has, .notContainer), (.index, .notContainer), (.negate, .operand):
            guard failure.x.tag == .null else { return nil }
            operand = node.a
        case (.call, .operand), (.call, .operands):
            let place = failure.x.tag == .null ? 0 : 1
            guard let children, place < node.b, (place == 0 ? failure.x : failure.y).tag == .null else { return nil }
            guard place == 0 || failure.reason == .operands else { return nil }
            operand = children[Int(node.a) + place]
        case (_, .operands):
            guard node.isBinary, failure.x.tag == .null || failure.y.tag == .null else { return nil }
            operand = failure.x.tag == .null ? node.a : node.b
        default: return nil
        }
        return path(of: operand).map {
            isCondition ? "test it before: \($0) != null && …" : "test it before: \($0) == null ? null : …"
        }
    }

    /// Whether `&&` fits before what failed: it is a bool, or the whole expression is. Before a number it does not.
    private var isCondition: Bool {
        switch program.instructions[Int(failure.instruction)].operation {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .inside, .has: true
        default: program.isBool
        }
    }

    /// What is null where a bool is asked for is to be compared.
    var boolHint: String? {
        guard failure.x.tag == .null else { return nil }
        return path(of: failure.instruction).map { "compare it: \($0) == true" }
    }

    /// The key that was not there is to be tested for.
    var keyHint: String? {
        let node = program.instructions[Int(failure.instruction)]
        guard node.operation == .select || node.operation == .index, failure.y.tag == .string else { return nil }
        let key = Array(failure.y.text)
        guard key.count <= 60, let path = path(of: node.a) else { return nil }
        let test =
            Lexis.isIdentifier(key) ? "has(\(path).\(Lexis.text(key)))" : "\(Lexis.quoted(key)) in \(path)"
        return "test for it before: \(test) " + (isCondition ? "&& …" : "? … : null")
    }

    /// How an operand is written, when it is a variable with constant fields and indexes behind it.
    private func path(of number: UInt32) -> String? {
        var steps: [String] = []
        var number = number
        while steps.count <= 16 {
            let node = program.instructions[Int(number)]
            switch node.operation {
            case .slot: return "\(program.variables[Int(node.a)])" + steps.reversed().joined()
            case .local:
                let name = program.source[Int(program.offsets[Int(number)])...].prefix { Lexis.continuesName($0) }
                return name.isEmpty ? nil : Lexis.text(Array(name)) + steps.reversed().joined()
            case .select: steps.append(OperandText.step(program.constants[Int(node.b)]) ?? "")
            case .index:
                let key = program.instructions[Int(node.b)]
                guard key.operation == .constant,
                    let step = OperandText.step(program.constants[Int(key.a)])
                else { return nil }
                steps.append(step)
            default: return nil
            }
            number = node.a
        }
        return nil
    }
}

extension OperandText {
    /// A constant as the step of a path.
    fileprivate static func step(_ key: Operand) -> String? {
        switch key.tag {
        case .string:
            let name = Array(key.text)
            return Lexis.isIdentifier(name) ? ".\(Lexis.text(name))" : "[\(Lexis.quoted(name))]"
        case .int: return "[\(key.int)]"
        default: return nil
        }
    }
}

extension Instruction {
    /// Whether `a` and `b` are operands of an operator.
    fileprivate var isBinary: Bool {
        switch operation {
        case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .inside, .add, .subtract, .multiply,
            .divide,
            .modulo:
            true
        default: false
        }
    }
}
