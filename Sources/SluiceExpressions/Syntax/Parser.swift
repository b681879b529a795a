/// Reads an expression by recursive descent, with bounded depth.
struct Parser {
    private var lexer: Lexer
    private(set) var tree: SyntaxTree
    private(set) var token = Token(kind: .end, offset: 0)
    private var depth = 0

    /// Parses `source`.
    ///
    /// - Throws: ``ExpressionError`` at the first place that is no expression, or beyond ``ExpressionLimits``.
    static func parse(_ source: [UInt8]) throws(ExpressionError) -> SyntaxTree {
        var parser = Parser(source)
        if source.count > ExpressionLimits.sourceBytes {
            throw parser.error(
                .limit, "the expression has \(source.count) bytes, at most \(ExpressionLimits.sourceBytes) are allowed",
                at: 0)
        }
        if let invalid = source.withUnsafeBufferPointer({ UTF8Text.firstInvalid($0) }) {
            throw parser.error(.syntax, "found a byte that is not UTF-8", at: invalid)
        }
        try parser.advance()
        if parser.token.kind == .end { throw parser.error(.syntax, "the expression is empty", at: 0) }
        parser.tree.root = try parser.expression()
        if parser.token.kind != .end { throw parser.trailing() }
        return parser.tree
    }

    private init(_ source: [UInt8]) {
        lexer = Lexer(source)
        tree = SyntaxTree(source: source)
    }

    // MARK: Tokens

    mutating func advance() throws(ExpressionError) {
        token = try lexer.next()
    }

    func error(
        _ code: ExpressionError.Code, _ message: String, hint: String? = nil, at offset: Int
    ) -> ExpressionError {
        ExpressionError(code, message, hint: hint, place: SourcePlace(offset: offset, in: tree.source))
    }

    func error(_ message: String, hint: String? = nil, at offset: Int) -> ExpressionError {
        error(.syntax, message, hint: hint, at: offset)
    }

    /// Moves over `sign` if it is next.
    mutating func take(_ sign: Token.Sign) throws(ExpressionError) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        try advance()
        return true
    }

    /// Moves over the bracket that closes the one at `open`.
    mutating func close(_ sign: Token.Sign, open: Int) throws(ExpressionError) {
        if try take(sign) { return }
        let bracket = Unicode.Scalar(tree.source[open])
        let place = SourcePlace(offset: open, in: tree.source)
        throw error(
            "expected '\(sign.rawValue)' to close the '\(bracket)' at \(place), found \(token.description)",
            hint: closingHint(sign), at: token.offset)
    }

    private func closingHint(_ sign: Token.Sign) -> String {
        wordHint() ?? "add '\(sign.rawValue)'"
    }

    /// What to write instead of a word or sign of another language.
    private func wordHint() -> String? {
        guard case .name(let name) = token.kind else { return nil }
        switch Lexis.text(name) {
        case "and", "AND": return "'and' is written &&"
        case "or", "OR": return "'or' is written ||"
        case "is", "eq": return "equality is written =="
        default: return nil
        }
    }

    private func trailing() -> ExpressionError {
        let hint: String? =
            switch token.kind {
            case .sign(.rightParenthesis), .sign(.rightBracket), .sign(.rightBrace):
                "remove it, or open it before"
            case .sign(.question): "a condition inside of another needs parentheses"
            default: wordHint()
            }
        return error("expected an operator or the end, found \(token.description)", hint: hint, at: token.offset)
    }

    // MARK: Nodes

    mutating func add(_ kind: SyntaxNode.Kind, at offset: Int, over children: [Int] = []) throws(ExpressionError) -> Int
    {
        var height = 0
        for child in children { height = max(height, tree.nodes[child].height) }
        guard height < ExpressionLimits.height else {
            throw error(
                .limit, "more than \(ExpressionLimits.height) operators wait for one another here",
                hint: "split the expression", at: offset)
        }
        return tree.append(SyntaxNode(kind: kind, offset: offset, height: height + 1))
    }

    /// One expression: the entrance of every bracket, so nesting is counted here.
    mutating func expression() throws(ExpressionError) -> Int {
        depth += 1
        defer { depth -= 1 }
        guard depth <= ExpressionLimits.nesting else {
            throw error(
                .limit, "the expression nests deeper than \(ExpressionLimits.nesting)", hint: "split the expression",
                at: token.offset)
        }
        let condition = try operators(from: 0)
        let offset = token.offset
        guard try take(.question) else { return condition }
        let yes = try operators(from: 0)
        guard try take(.colon) else {
            let hint =
                token.kind == .sign(.question)
                ? "a condition inside of another needs parentheses" : "write condition ? value : other"
            throw error("expected ':', found \(token.description)", hint: hint, at: token.offset)
        }
        let no = try expression()
        return try add(.conditional(condition, yes, no), at: offset, over: [condition, yes, no])
    }

    /// Operands and the operators between them that bind as tightly as `minimum` or more, by precedence climbing.
    private mutating func operators(from minimum: Int) throws(ExpressionError) -> Int {
        var left = try unary()
        while true {
            let offset = token.offset
            if let isAnd = logicOperator(), (isAnd ? 1 : 0) >= minimum {
                var operands = [left]
                while try take(isAnd ? .and : .or) { operands.append(try operators(from: isAnd ? 2 : 1)) }
                left = try add(.logic(isAnd: isAnd, operands), at: offset, over: operands)
            } else if let next = binaryOperator(), next.precedence >= minimum {
                try advance()
                let right = try operators(from: next.precedence + 1)
                left = try add(.binary(next, left, right), at: offset, over: [left, right])
            } else {
                return left
            }
        }
    }

    private func logicOperator() -> Bool? {
        token.kind == .sign(.and) ? true : token.kind == .sign(.or) ? false : nil
    }

    private func binaryOperator() -> BinaryOperator? {
        switch token.kind {
        case .sign(let sign): BinaryOperator(rawValue: sign.rawValue)
        case .name(let name): name == Array("in".utf8) ? .inside : nil
        default: nil
        }
    }

    private mutating func unary() throws(ExpressionError) -> Int {
        guard token.kind == .sign(.not) || token.kind == .sign(.minus) else { return try member() }
        let isNot = token.kind == .sign(.not)
        var offsets: [Int] = []
        while token.kind == .sign(isNot ? .not : .minus) {
            offsets.append(token.offset)
            try advance()
        }
        if offsets.count > ExpressionLimits.nesting {
            throw error(
                .limit, "the expression nests deeper than \(ExpressionLimits.nesting)", hint: "remove pairs of signs",
                at: offsets[0])
        }
        var operand: Int
        if !isNot, let last = offsets.last, let literal = try negativeLiteral(at: last) {
            operand = try members(of: literal)
            offsets.removeLast()
        } else {
            operand = try member()
        }
        for offset in offsets.reversed() {
            operand = try add(isNot ? .not(operand) : .negate(operand), at: offset, over: [operand])
        }
        return operand
    }

    /// A number right behind a minus, so that the smallest integer can be written.
    private mutating func negativeLiteral(at offset: Int) throws(ExpressionError) -> Int? {
        switch token.kind {
        case .int(let magnitude):
            guard magnitude <= Int64.min.magnitude else { throw tooLarge() }
            try advance()
            return try add(.int(Int64(truncatingIfNeeded: 0 &- magnitude)), at: offset)
        case .double(let value):
            try advance()
            return try add(.double(-value), at: offset)
        default: return nil
        }
    }

    func tooLarge() -> ExpressionError {
        error(
            "the integer exceeds 64 bits", hint: "write it with a point to make it a double, or with u behind it",
            at: token.offset)
    }
}
