/// What names of steps, tasks and workflows look like, and how expressions refer to steps.
enum StepName {
    static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Why `name` cannot be used; none when it can.
    static func fault(in name: String, longest: Int) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.utf8.count > longest { return "it has \(name.utf8.count) bytes of at most \(longest)" }
        if let odd = name.first(where: { !$0.utf8.allSatisfy(allows) }) { return "'\(odd)' is not allowed in it" }
        return nil
    }

    /// How a CEL expression names the step: as a variable where the name is one, else by its key.
    static func expression(for name: String) -> String {
        var isFirst = true
        let isIdentifier = name.utf8.allSatisfy { byte in
            defer { isFirst = false }
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "-"): return false
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return !isFirst
            default: return true
            }
        }
        return isIdentifier && !words.contains(name) ? name : "steps[\"\(name)\"]"
    }

    /// Words of CEL that cannot be, or already are, names of something else.
    private static let words: Set<String> = [
        "false", "in", "null", "true",
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
        "bool", "bytes", "double", "dyn", "duration", "int", "list", "map", "null_type", "string", "timestamp", "type",
        "uint",
    ]
}
