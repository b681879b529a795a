extension Compiler {
    /// One step of a path, from its base outwards.
    private struct Step {
        enum Kind {
            case field([UInt8])
            case has([UInt8])
            case key(Int)
        }

        let kind: Kind
        let node: Int

        /// The name that the step takes a member by, if it is constant.
        func member(in tree: SyntaxTree) -> [UInt8]? {
            switch kind {
            case .field(let name), .has(let name): return name
            case .key(let key):
                if case .string(let name) = tree.nodes[key].kind { return name }
                return nil
            }
        }
    }

    /// A name with the fields and keys behind it, as far as they go. The whole path is taken at once, without
    /// recursion, because a qualified name may take several steps and a reference is the whole.
    mutating func path(_ node: Int) throws(ExpressionError) -> Part {
        var steps: [Step] = []
        var base = node
        walk: while true {
            switch tree.nodes[base].kind {
            case .select(let operand, let field):
                steps.append(Step(kind: .field(field), node: base))
                base = operand
            case .has(let operand, let field):
                steps.append(Step(kind: .has(field), node: base))
                base = operand
            case .index(let operand, let key):
                steps.append(Step(kind: .key(key), node: base))
                base = operand
            default: break walk
            }
        }
        steps.reverse()
        guard case .name(let name, let absolute) = tree.nodes[base].kind else {
            return try apply(steps[...], to: try compile(base))
        }
        if !absolute, let local = locals.last(where: { $0.name == name }) {
            let part = emit(Instruction(operation: .local, a: local.number), local.type, at: base)
            return try apply(steps[...], to: part)
        }
        var fields: [[UInt8]] = []
        for step in steps {
            guard case .field(let field) = step.kind else { break }
            fields.append(field)
        }
        guard let resolution = resolve(name, absolute: absolute, fields: fields) else {
            return try unknown(name, fields, at: base)
        }
        let rest = steps[resolution.fields...]
        switch resolution.meaning {
        case .type(let type): return try apply(rest, to: constant(.type(type), .type, at: base))
        case .variable(let type):
            let slot = slot(Lexis.text(resolution.name), member: nil, type: type)
            note(resolution.name, [], rest, at: base)
            return try apply(rest, to: emit(Instruction(operation: .slot, a: slot), type, at: base))
        case .namespace(let members): return try namespace(resolution.name, members, rest, at: base)
        }
    }

    /// A member of a namespace and what is behind it.
    private mutating func namespace(
        _ name: [UInt8], _ members: [(name: [UInt8], type: CELType)], _ steps: ArraySlice<Step>, at base: Int
    ) throws(ExpressionError) -> Part {
        let text = Lexis.text(name)
        guard let step = steps.first else {
            throw error(
                .type, "'\(text)' is a group of values, not a value",
                hint: "name one of them: \(Self.example(text, members))", at: base)
        }
        guard let wanted = step.member(in: tree) else {
            throw error(
                .type, "a member of '\(text)' must be named by a constant",
                hint: "write \(Self.example(text, members))", at: step.node)
        }
        guard let member = members.first(where: { $0.name == wanted }) else {
            let near = NearestName.find(wanted, among: members.map(\.name))
            let known = members.prefix(12).map { Lexis.quoted($0.name) }.joined(separator: ", ")
            throw error(
                .unknownName, "'\(text)' has no member \(Lexis.quoted(wanted))",
                hint: near.map { "did you mean \(Lexis.quoted($0))?" }
                    ?? (known.isEmpty ? "it has none" : "it has \(known)"),
                at: step.node)
        }
        note(name, [.member(wanted)], steps.dropFirst(), at: base)
        let slot = slot(text, member: wanted, type: member.type)
        if case .has = step.kind {
            return emit(Instruction(operation: .hasSlot, a: slot), .bool, at: step.node)
        }
        let part = emit(Instruction(operation: .slot, a: slot), member.type, at: step.node)
        return try apply(steps.dropFirst(), to: part)
    }

    private static func example(_ text: String, _ members: [(name: [UInt8], type: CELType)]) -> String {
        guard let first = members.first else { return "\(text).name" }
        return Variable(name: text, member: first.name).description
    }

    /// The slot of a variable, a new one at its first use.
    private mutating func slot(_ name: String, member: [UInt8]?, type: CELType) -> UInt32 {
        let variable = Variable(name: name, member: member, type: type)
        let key = Array(variable.description.utf8)
        if let known = slots[key] { return known }
        let slot = UInt32(parts.variables.count)
        parts.variables.append(variable)
        slots[key] = slot
        return slot
    }

    /// Notes what is read of a variable, once for each path.
    private mutating func note(
        _ name: [UInt8], _ start: [Reference.Component], _ steps: ArraySlice<Step>, at base: Int
    ) {
        var path = start
        for step in steps {
            if let member = step.member(in: tree) {
                path.append(.member(member))
            } else if case .key(let key) = step.kind, case .int(let index) = tree.nodes[key].kind {
                path.append(.index(index))
            } else {
                path.append(.dynamic)
                break
            }
        }
        reads.note(Lexis.text(name), path, at: tree.nodes[base].offset)
    }

    /// Selections, tests and indexes on a value.
    private mutating func apply(_ steps: ArraySlice<Step>, to base: Part) throws(ExpressionError) -> Part {
        var part = base
        for step in steps {
            switch step.kind {
            case .field(let field): part = try member(field, of: part, .select, at: step.node)
            case .has(let field): part = try member(field, of: part, .has, at: step.node)
            case .key(let key): part = try element(key, of: part, at: step.node)
            }
        }
        return part
    }

    private mutating func member(
        _ field: [UInt8], of part: Part, _ operation: Instruction.Operation, at node: Int
    ) throws(ExpressionError) -> Part {
        var type = CELType.dyn
        switch part.type {
        case .dyn: break
        case .map(let key, let value) where CELType.string.fits(key): type = value
        default:
            throw error(
                .type, "\(part.type) has no field '\(Lexis.text(field))'", hint: Self.fieldHint(part.type), at: node)
        }
        let name = parts.constant(parts.text(.string, field))
        return emit(
            Instruction(operation: operation, a: part.number, b: name), operation == .has ? .bool : type, at: node)
    }

    private static func fieldHint(_ type: CELType) -> String? {
        switch type {
        case .list: "take an element first: list[0], or go through it: list.exists(x, …)"
        case .map(let key, _): "its keys are \(key): write map[key]"
        default: nil
        }
    }

    private mutating func element(_ key: Int, of part: Part, at node: Int) throws(ExpressionError) -> Part {
        let index = try compile(key)
        var type = CELType.dyn
        switch part.type {
        case .dyn: break
        case .list(let element):
            type = element
            guard index.type.fits(.int) else {
                throw error(.type, "the index of a list is an int, found \(index.type)", at: key)
            }
        case .map(let wanted, let value):
            type = value
            guard index.type.fits(wanted) else {
                throw error(.type, "the keys of \(part.type) are \(wanted), found \(index.type)", at: key)
            }
        default: throw error(.type, "\(part.type) has no elements to take by [ ]", at: node)
        }
        return emit(Instruction(operation: .index, a: part.number, b: index.number), type, at: node)
    }
}
