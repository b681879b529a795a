extension Parser {
    /// A literal, a name, a call, a list, a map, or an expression in parentheses.
    mutating func primary() throws(ExpressionError) -> Int {
        let offset = token.offset
        switch token.kind {
        case .int(let magnitude):
            guard let value = Int64(exactly: magnitude) else { throw tooLarge() }
            return try literal(.int(value))
        case .uint(let value): return try literal(.uint(value))
        case .double(let value): return try literal(.double(value))
        case .string(let text): return try literal(.string(text))
        case .bytes(let bytes): return try literal(.bytes(bytes))
        case .name(let name):
            switch Lexis.text(name) {
            case "true": return try literal(.bool(true))
            case "false": return try literal(.bool(false))
            case "null": return try literal(.null)
            default: return try nameOrCall(absolute: false)
            }
        case .sign(.dot):
            try advance()
            return try nameOrCall(absolute: true)
        case .sign(.leftParenthesis):
            try advance()
            let inner = try expression()
            try close(.rightParenthesis, open: offset)
            return inner
        case .sign(.leftBracket): return try list()
        case .sign(.leftBrace): return try map()
        default: throw expectedValue()
        }
    }

    private mutating func literal(_ kind: SyntaxNode.Kind) throws(ExpressionError) -> Int {
        let offset = token.offset
        try advance()
        return try add(kind, at: offset)
    }

    private func expectedValue() -> ExpressionError {
        let hint: String? =
            switch token.kind {
            case .sign(.equal): "equality is written a == b"
            case .sign(.plus): "numbers have no leading +"
            case .quotedName: "names in backticks stand behind a point only"
            default: nil
            }
        return error("expected a value, found \(token.description)", hint: hint, at: token.offset)
    }

    private mutating func nameOrCall(absolute: Bool) throws(ExpressionError) -> Int {
        let offset = token.offset
        guard case .name(let name) = token.kind else {
            throw error("expected a name behind '.', found \(token.description)", at: offset)
        }
        let text = Lexis.text(name)
        if Lexis.keywords.contains(text) { throw expectedValue() }
        if Lexis.reserved.contains(text) {
            throw error("'\(text)' is a reserved word and cannot be a name", hint: "choose another name", at: offset)
        }
        try advance()
        let open = token.offset
        guard try take(.leftParenthesis) else { return try add(.name(name, absolute: absolute), at: offset) }
        let arguments = try self.arguments(open: open)
        if text == "has", !absolute {
            guard arguments.count == 1, case .select(let operand, let field) = tree.nodes[arguments[0]].kind else {
                throw error(
                    "has() takes one selection of a field", hint: "write has(value.field)",
                    at: arguments.first.map { tree.nodes[$0].offset } ?? offset)
            }
            return try add(.has(operand, field), at: tree.nodes[arguments[0]].offset, over: [operand])
        }
        return try add(.call(name, target: nil, arguments: arguments), at: offset, over: arguments)
    }

    private mutating func list() throws(ExpressionError) -> Int {
        let open = token.offset
        try advance()
        var elements: [Int] = []
        while token.kind != .sign(.rightBracket) {
            if token.kind == .sign(.question) { throw optionalElement() }
            elements.append(try expression())
            if try !take(.comma) { break }
        }
        try close(.rightBracket, open: open)
        return try add(.list(elements), at: open, over: elements)
    }

    private func optionalElement() -> ExpressionError {
        error("optional elements are not part of this language", hint: "use filter()", at: token.offset)
    }

    private mutating func map() throws(ExpressionError) -> Int {
        let open = token.offset
        try advance()
        var entries: [(key: Int, value: Int)] = []
        while token.kind != .sign(.rightBrace) {
            if token.kind == .sign(.question) { throw optionalElement() }
            let key = try expression()
            guard try take(.colon) else {
                throw error(
                    "expected ':' between a key and its value, found \(token.description)", hint: "write {key: value}",
                    at: token.offset)
            }
            entries.append((key, try expression()))
            if try !take(.comma) { break }
        }
        try close(.rightBrace, open: open)
        return try add(.map(entries), at: open, over: entries.flatMap { [$0.key, $0.value] })
    }
}
