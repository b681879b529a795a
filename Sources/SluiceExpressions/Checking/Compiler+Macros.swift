extension Compiler {
    mutating func compile(_ macro: SyntaxNode.Macro, at node: Int) throws(ExpressionError) -> Part {
        let range = try compile(macro.range)
        let (key, value) = try elements(of: range, macro, at: node)
        let isMap = if case .map = range.type { true } else { false }
        let depth = locals.count
        defer { locals.removeLast(locals.count - depth) }
        let first: CELType = macro.second == nil ? (isMap ? key : value) : key
        locals.append(Local(name: macro.first, number: UInt32(depth), type: first))
        if let second = macro.second {
            locals.append(Local(name: second, number: UInt32(depth + 1), type: value))
        }
        parts.localCount = max(parts.localCount, locals.count)
        var filter: UInt32?
        if let node = macro.filter { filter = try condition(node, of: "the condition of the macro").number }
        let body: Part
        let type: CELType
        switch macro.kind {
        case .all, .exists, .existsOne:
            body = try condition(macro.body, of: "the condition of the macro")
            type = .bool
        case .filter:
            body = try condition(macro.body, of: "the condition of the macro")
            type = .list(first)
        case .map:
            body = try compile(macro.body)
            type = .list(body.type)
        case .transformMap:
            body = try compile(macro.body)
            type = .map(key, body.type)
        }
        parts.macros.append(
            MacroPlan(
                first: UInt32(depth), second: macro.second == nil ? nil : UInt32(depth + 1), filter: filter,
                body: body.number))
        return emit(
            Instruction(
                operation: .macro, detail: macro.kind.rawValue, a: range.number, b: UInt32(parts.macros.count - 1)),
            type, at: node)
    }

    /// What the macro's variables may stand for: the key and the value of each element.
    private func elements(
        of range: Part, _ macro: SyntaxNode.Macro, at node: Int
    ) throws(ExpressionError) -> (key: CELType, value: CELType) {
        switch range.type {
        case .dyn: return (.dyn, .dyn)
        case .list(let element): return (.int, element)
        case .map(let key, let value): return (key, value)
        default:
            throw error(
                .type, "expected a list or map to go through, found \(range.type)", at: macro.range)
        }
    }
}
