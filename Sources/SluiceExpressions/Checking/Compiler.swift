/// Turns a parsed expression into a program: resolves names, checks types, folds constants.
///
/// Types are gradual: what is known must fit, what is `dyn` is left to the evaluation. Unchecked, everything is `dyn`,
/// and unknown names and functions fail when they are reached.
struct Compiler: ~Copyable {
    /// A compiled node: its number and what is known of its value.
    struct Part {
        let number: UInt32
        let type: CELType
    }

    /// A variable of a macro.
    struct Local {
        let name: [UInt8]
        let number: UInt32
        let type: CELType
    }

    let tree: SyntaxTree
    let environment: Environment
    let isChecked: Bool
    var parts = ProgramParts()
    /// The macro variables in sight, innermost last.
    var locals: [Local] = []
    var reads = ReadSet()
    /// The slots of variables by the text of their description.
    var slots: [[UInt8]: UInt32] = [:]

    init(_ tree: SyntaxTree, in environment: Environment, isChecked: Bool) {
        self.tree = tree
        self.environment = environment
        self.isChecked = isChecked
    }

    /// Compiles the whole tree.
    consuming func compile() throws(ExpressionError) -> (program: Program, type: CELType, references: [Reference]) {
        let root = try compile(tree.root)
        let references = reads.references(in: tree.source)
        let source = tree.source
        let program = Program(parts, root: root.number, isBool: root.type == .bool, source: source)
        return (program, root.type, references)
    }

    func error(
        _ code: ExpressionError.Code, _ message: String, hint: String? = nil, at node: Int
    ) -> ExpressionError {
        ExpressionError(
            code, message, hint: hint, place: SourcePlace(offset: tree.nodes[node].offset, in: tree.source))
    }

    mutating func emit(_ instruction: Instruction, _ type: CELType, at node: Int) -> Part {
        Part(number: parts.append(instruction, at: tree.nodes[node].offset), type: isChecked ? type : .dyn)
    }

    mutating func constant(_ operand: Operand, _ type: CELType, at node: Int) -> Part {
        let number = parts.constant(operand)
        return emit(Instruction(operation: .constant, a: number), type, at: node)
    }

    /// The value of a part that is constant.
    func constantValue(_ part: Part) -> Operand? {
        let instruction = parts.instructions[Int(part.number)]
        return instruction.operation == .constant ? parts.constants[Int(instruction.a)] : nil
    }

    mutating func compile(_ node: Int) throws(ExpressionError) -> Part {
        switch tree.nodes[node].kind {
        case .null: return constant(.null, .null, at: node)
        case .bool(let value): return constant(.bool(value), .bool, at: node)
        case .int(let value): return constant(.int(value), .int, at: node)
        case .uint(let value): return constant(.uint(value), .uint, at: node)
        case .double(let value): return constant(.double(value), .double, at: node)
        case .string(let text): return constant(parts.text(.string, text), .string, at: node)
        case .bytes(let bytes): return constant(parts.text(.bytes, bytes), .bytes, at: node)
        case .name, .select, .index, .has: return try path(node)
        case .call(let name, let target, let arguments): return try call(name, target, arguments, at: node)
        case .not(let operand):
            let part = try condition(operand, of: "'!'")
            return emit(Instruction(operation: .not, a: part.number), .bool, at: node)
        case .negate(let operand): return try negate(operand, at: node)
        case .binary(let kind, let left, let right): return try binary(kind, left, right, at: node)
        case .logic(let isAnd, let operands):
            var numbers: [UInt32] = []
            for operand in operands { numbers.append(try condition(operand, of: isAnd ? "'&&'" : "'||'").number) }
            let start = parts.list(numbers)
            let operation: Instruction.Operation = isAnd ? .and : .or
            return emit(Instruction(operation: operation, a: start, b: UInt32(numbers.count)), .bool, at: node)
        case .conditional(let test, let yes, let no): return try conditional(test, yes, no, at: node)
        case .list(let elements): return try list(elements, at: node)
        case .map(let entries): return try map(entries, at: node)
        case .macro(let macro): return try compile(macro, at: node)
        }
    }

    /// Compiles a node that must be a bool.
    mutating func condition(_ node: Int, of what: String) throws(ExpressionError) -> Part {
        let part = try compile(node)
        if isChecked, !part.type.fits(.bool) {
            throw error(
                .type, "\(what) takes bool, found \(part.type)", hint: Self.boolHint(part.type), at: node)
        }
        return part
    }

    private static func boolHint(_ type: CELType) -> String {
        switch type {
        case .string: "compare it: text != \"\""
        case .int, .uint, .double: "compare it: number != 0"
        case .list, .map: "compare its size: size(value) > 0"
        default: "compare it: value == …"
        }
    }

    private mutating func conditional(
        _ test: Int, _ yes: Int, _ no: Int, at node: Int
    ) throws(ExpressionError) -> Part {
        let condition = try condition(test, of: "'? :'")
        let first = try compile(yes)
        let second = try compile(no)
        // null beside something else is what a JSON field that may be missing looks like.
        let hasNull = first.type == .null || second.type == .null
        if isChecked, !hasNull, !first.type.fits(second.type) {
            throw error(
                .type, "both values of '? :' must have one type, found \(first.type) and \(second.type)",
                hint: "convert one of them, or wrap one in dyn()", at: node)
        }
        return emit(
            Instruction(operation: .conditional, a: condition.number, b: first.number, c: second.number),
            first.type.joined(with: second.type), at: node)
    }
}
