extension Parser {
    /// A primary expression with what follows by point and bracket.
    mutating func member() throws(ExpressionError) -> Int {
        try members(of: try primary())
    }

    mutating func members(of start: Int) throws(ExpressionError) -> Int {
        var operand = start
        while true {
            let offset = token.offset
            if try take(.dot) {
                operand = try selection(of: operand)
            } else if try take(.leftBracket) {
                if token.kind == .sign(.question) { throw optionalSyntax() }
                let key = try expression()
                try close(.rightBracket, open: offset)
                operand = try add(.index(operand, key), at: offset, over: [operand, key])
            } else if token.kind == .sign(.leftBrace), case .name = tree.nodes[operand].kind {
                throw error(
                    "messages are not part of this language", hint: "write a map: {\"key\": value}", at: token.offset)
            } else {
                return operand
            }
        }
    }

    private func optionalSyntax() -> ExpressionError {
        error("optional access is not part of this language", hint: "test with has(value.field)", at: token.offset)
    }

    /// What stands behind a point: a field or a method.
    private mutating func selection(of operand: Int) throws(ExpressionError) -> Int {
        let offset = token.offset
        switch token.kind {
        case .quotedName(let name):
            try advance()
            return try add(.select(operand, name), at: offset, over: [operand])
        case .name(let name):
            if Lexis.keywords.contains(Lexis.text(name)) {
                throw error(
                    "'\(Lexis.text(name))' is a word of the language and no field name",
                    hint: "write [\"\(Lexis.text(name))\"]", at: offset)
            }
            try advance()
            let open = token.offset
            guard try take(.leftParenthesis) else {
                return try add(.select(operand, name), at: offset, over: [operand])
            }
            return try method(name, of: operand, at: offset, open: open)
        case .sign(.question): throw optionalSyntax()
        default:
            throw error(
                "expected a field name behind '.', found \(token.description)",
                hint: "write [\"…\"] for a key that is no name", at: offset)
        }
    }

    private mutating func method(
        _ name: [UInt8], of operand: Int, at offset: Int, open: Int
    ) throws(ExpressionError) -> Int {
        let arguments = try self.arguments(open: open)
        if let shape = MacroKind.named(Lexis.text(name), arguments: arguments.count) {
            return try macro(shape.kind, shape.variables, shape.filtered, arguments, of: operand, at: offset)
        }
        return try add(
            .call(name, target: operand, arguments: arguments), at: offset, over: arguments + [operand])
    }

    private mutating func macro(
        _ kind: MacroKind, _ variables: Int, _ filtered: Bool, _ arguments: [Int], of range: Int, at offset: Int
    ) throws(ExpressionError) -> Int {
        var names: [[UInt8]] = []
        for argument in arguments.prefix(variables) {
            guard case .name(let name, absolute: false) = tree.nodes[argument].kind else {
                throw error(
                    "expected a variable's name, to stand for each element",
                    hint: "write \(MacroKind.usages[Lexis.text(Self.name(kind))] ?? "x")",
                    at: tree.nodes[argument].offset)
            }
            if names.contains(name) {
                throw error("the two variables must have different names", at: tree.nodes[argument].offset)
            }
            names.append(name)
        }
        let rest = arguments.dropFirst(variables)
        guard let body = rest.last, let first = names.first else {
            throw error("the macro lacks its arguments", at: offset)
        }
        let macro = SyntaxNode.Macro(
            kind: kind, range: range, first: first, second: names.count > 1 ? names[1] : nil,
            filter: filtered ? rest.first : nil, body: body)
        return try add(.macro(macro), at: offset, over: rest + [range])
    }

    private static func name(_ kind: MacroKind) -> [UInt8] {
        let name =
            switch kind {
            case .all: "all"
            case .exists: "exists"
            case .existsOne: "exists_one"
            case .map: "map"
            case .filter: "filter"
            case .transformMap: "transformMap"
            }
        return Array(name.utf8)
    }

    /// The arguments of a call whose opening parenthesis lies behind.
    mutating func arguments(open: Int) throws(ExpressionError) -> [Int] {
        var arguments: [Int] = []
        if try take(.rightParenthesis) { return arguments }
        repeat {
            arguments.append(try expression())
        } while try take(.comma)
        try close(.rightParenthesis, open: open)
        return arguments
    }
}
