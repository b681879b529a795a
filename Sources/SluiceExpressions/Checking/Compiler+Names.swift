extension Compiler {
    /// What a name stands for, and how many of the fields behind it belong to the name.
    struct Resolution {
        enum Meaning {
            case variable(CELType)
            case namespace([(name: [UInt8], type: CELType)])
            case type(CELTypeName)
        }

        let name: [UInt8]
        let fields: Int
        let meaning: Meaning
    }

    /// The longest run of `name` and `fields` that is declared, in the container and then outside of it.
    func resolve(_ name: [UInt8], absolute: Bool, fields: [[UInt8]]) -> Resolution? {
        let scopes = absolute ? [[]] : Self.scopes(of: environment.container)
        // No declared name has more points than this.
        let longest = min(fields.count, 16)
        for count in stride(from: longest, through: 0, by: -1) {
            let qualified = fields.prefix(count).reduce(name) { $0 + [UInt8(ascii: ".")] + $1 }
            for scope in scopes {
                let full = scope + qualified
                switch environment.declaration(full) {
                case .variable(let type): return Resolution(name: full, fields: count, meaning: .variable(type))
                case .namespace(let members):
                    return Resolution(name: full, fields: count, meaning: .namespace(members))
                case nil: break
                }
            }
            let text = Lexis.text(qualified)
            if let type = CELTypeName.allCases.first(where: { "\($0.name)" == text }) {
                return Resolution(name: qualified, fields: count, meaning: .type(type))
            }
        }
        return nil
    }

    /// The prefixes under which a name is looked up: for `a.b` they are `a.b.`, `a.` and nothing.
    private static func scopes(of container: String) -> [[UInt8]] {
        var scopes: [[UInt8]] = [[]]
        var prefix: [UInt8] = []
        for segment in container.utf8.split(separator: UInt8(ascii: ".")) {
            prefix += Array(segment) + [UInt8(ascii: ".")]
            scopes.insert(prefix, at: 0)
        }
        return scopes
    }

    /// A name that stands for nothing: an error, or a failure when it is reached.
    mutating func unknown(_ name: [UInt8], _ fields: [[UInt8]], at node: Int) throws(ExpressionError) -> Part {
        guard isChecked else {
            let text = parts.constant(parts.text(.string, name))
            return emit(Instruction(operation: .unknown, detail: 0, a: text), .dyn, at: node)
        }
        let text = Lexis.text(name)
        let candidates = locals.reversed().map(\.name) + environment.names
        var hint = NearestName.find(name, among: candidates).map { "did you mean '\(Lexis.text($0))'?" }
        if hint == nil, Function.byName[text] != nil { hint = "to call the function, write \(text)(…)" }
        if hint == nil, !candidates.isEmpty {
            let known = candidates.prefix(12).map(Lexis.text).joined(separator: ", ")
            hint = "known here: \(known)"
        }
        throw error(.unknownName, "there is no variable '\(text)'", hint: hint, at: node)
    }
}
