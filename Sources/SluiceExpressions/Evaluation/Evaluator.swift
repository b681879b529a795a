/// Evaluates one program once.
///
/// Works on trivial operands and pointers: no reference counting and, unless a value is built, no allocation. What it
/// counts off ``remaining`` depends on the program and the bound values alone (see ``Cost``).
struct Evaluator: ~Copyable {
    let program: Program
    private let instructions: UnsafePointer<Instruction>
    let children: UnsafePointer<UInt32>?
    let constants: UnsafePointer<Operand>
    let bindings: UnsafeBufferPointer<Binding>
    /// The variables once they were read; tag `abort` before.
    let slots: UnsafeMutablePointer<Operand>
    let locals: UnsafeMutablePointer<Operand>

    let budget: Int
    /// What is left of the budget. Below zero: spent.
    var remaining: Int
    var failure = Failure.none
    /// More words on a failure, where they are made when it happens.
    var note: String?
    var arena = Arena()
    /// The elements of lists that are being built, innermost last.
    var results: [Operand] = []
    var patternScratch: UnsafeMutablePointer<UInt32>?
    var patternScratchWords = 0

    /// `workspace` has room for the program's variables and locals.
    init(
        _ program: Program, bindings: UnsafeBufferPointer<Binding>, budget: Int,
        workspace: UnsafeMutableBufferPointer<Operand>
    ) {
        self.program = program
        self.bindings = bindings
        self.budget = budget
        remaining = budget
        instructions = program.instructions.baseAddress.unsafelyUnwrapped
        children = program.children.baseAddress
        constants = program.constants.baseAddress.unsafelyUnwrapped
        workspace.initialize(repeating: .abort)
        slots = workspace.baseAddress.unsafelyUnwrapped
        locals = slots + program.variables.count
    }

    /// The value of an instruction, or the tags `failure` or `abort`.
    mutating func value(_ number: UInt32) -> Operand {
        remaining &-= Cost.node
        if remaining < 0 { return abort(.budget, number) }
        let node = instructions[Int(number)]
        switch node.operation {
        case .constant: return constants[Int(node.a)]
        case .local: return locals[Int(node.a)]
        case .slot:
            let operand = slots[Int(node.a)]
            return operand.tag == .abort ? loadSlot(node.a, number) : operand
        case .select:
            let operand = value(node.a)
            if operand.isFailure { return operand }
            return select(operand, constants[Int(node.b)], number)
        case .has:
            let operand = value(node.a)
            if operand.isFailure { return operand }
            return has(operand, constants[Int(node.b)], number)
        case .hasSlot:
            if Int(node.a) < bindings.count, case .null = bindings[Int(node.a)] { return .bool(false) }
            return .bool(true)
        case .and: return logic(node, decisive: false)
        case .or: return logic(node, decisive: true)
        case .not:
            let operand = value(node.a)
            if operand.isFailure { return operand }
            return operand.tag == .bool ? .bool(!operand.isTrue) : fail(.notBool, node.a, operand)
        case .conditional:
            let condition = value(node.a)
            if condition.isFailure { return condition }
            guard condition.tag == .bool else { return fail(.notBool, node.a, condition) }
            return value(condition.isTrue ? node.b : node.c)
        case .negate:
            let operand = value(node.a)
            return operand.isFailure ? operand : negate(operand, number)
        case .list: return list(node)
        case .map: return map(node, number)
        case .call: return call(node, number)
        case .matches:
            let operand = value(node.a)
            return operand.isFailure ? operand : matches(operand, pattern: Int(node.b), number)
        case .macro: return macro(node, number)
        case .unknown:
            return fail(node.detail == 0 ? .unknownName : .unknownFunction, number, constants[Int(node.a)])
        default: return binary(node, number)
        }
    }

    /// An operator of two operands.
    private mutating func binary(_ node: Instruction, _ number: UInt32) -> Operand {
        let left = value(node.a)
        if left.isFailure { return left }
        let right = value(node.b)
        if right.isFailure { return right }
        switch node.operation {
        case .equal, .notEqual:
            guard let equal = equal(left, right, number) else { return .abort }
            return .bool(equal == (node.operation == .equal))
        case .less, .lessEqual, .greater, .greaterEqual: return ordered(node.operation, left, right, number)
        case .index: return index(left, right, number)
        case .inside: return inside(left, right, number)
        default: return arithmetic(node.operation, left, right, number)
        }
    }

    /// Notes why the evaluation fails here.
    @inline(never)
    mutating func fail(
        _ reason: Failure.Reason, _ number: UInt32, _ x: Operand = .null, _ y: Operand = .null
    ) -> Operand {
        failure = Failure(reason: reason, instruction: number, x: x, y: y)
        return .failure
    }

    /// Notes why the evaluation must end here, whatever is around it.
    @inline(never)
    mutating func abort(_ reason: Failure.Reason, _ number: UInt32, _ x: Operand = .null) -> Operand {
        failure = Failure(reason: reason, instruction: number, x: x, y: .null)
        return .abort
    }
}
