/// Writes a tree as YAML for people: mappings in block style, lists of scalars on one line.
struct YAMLTextWriter {
    private(set) var text = ""

    mutating func write(_ node: DocumentNode) {
        switch node.content {
        case .mapping(let entries) where !entries.isEmpty: mapping(entries, indent: 0)
        default: text += YAMLTextWriter.inline(node) + "\n"
        }
    }

    private mutating func mapping(_ entries: [DocumentEntry], indent: Int) {
        for entry in entries {
            text +=
                String(repeating: " ", count: indent) + YAMLTextWriter.scalar(DocumentScalar(entry.key, style: .quoted))
                + ":"
            if case .mapping(let inner) = entry.value.content, !inner.isEmpty, !YAMLTextWriter.fitsOneLine(entry.value)
            {
                text += "\n"
                mapping(inner, indent: indent + 2)
            } else {
                text += " " + YAMLTextWriter.inline(entry.value) + "\n"
            }
        }
    }

    /// Whether a mapping reads well as `{a: 1, b: 2}`: few short numbers and names.
    private static func fitsOneLine(_ node: DocumentNode) -> Bool {
        guard case .mapping(let entries) = node.content else { return true }
        let areSimple = entries.allSatisfy {
            switch $0.value.content {
            case .scalar(let scalar): scalar.text.utf8.allSatisfy { $0.isNameByte || $0 == 0x20 }
            case .sequence: true
            case .mapping: false
            }
        }
        return areSimple && entries.count > 1 && inline(node).utf8.count <= 80 || isClosure(node)
    }

    private static func isClosure(_ node: DocumentNode) -> Bool {
        guard case .mapping(let entries) = node.content, entries.count == 1 else { return false }
        return entries[0].key == "closure" || entries[0].key == "cel"
    }

    private static func inline(_ node: DocumentNode) -> String {
        switch node.content {
        case .scalar(let scalar): return self.scalar(scalar)
        case .sequence(let items): return "[" + items.map { inline($0) }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            let fields = entries.map { self.scalar(DocumentScalar($0.key, style: .quoted)) + ": " + inline($0.value) }
            return "{" + fields.joined(separator: ", ") + "}"
        }
    }

    // MARK: Scalars

    private static func scalar(_ scalar: DocumentScalar) -> String {
        if scalar.style == .plain || isSafePlain(scalar.text) { return scalar.text }
        if scalar.text.unicodeScalars.allSatisfy(isPrintable) {
            return "'" + scalar.text.replacingSingleQuotes() + "'"
        }
        return doubleQuoted(scalar.text)
    }

    /// Whether `text` can go without quotes, in flow style too: a text by the core schema, and by YAML 1.1 for other readers.
    private static func isSafePlain(_ text: String) -> Bool {
        guard case .string = ScalarValue(plain: text), let first = text.utf8.first, let last = text.utf8.last else {
            return false
        }
        if ["y", "n", "yes", "no", "on", "off", "="].contains(text.lowercased()) { return false }
        guard first.isLetter || first == UInt8(ascii: "_") || DurationText.read(text).isValue else { return false }
        guard last != 0x20 && last != UInt8(ascii: ":") else { return false }
        let allowed = " _.-+*/()<>=!&|$;".utf8
        return text.utf8.allSatisfy { $0.isLetter || $0.isDigit || allowed.contains($0) }
    }

    /// What stands in single quotes on one line as it is.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7e, 0xa0...0x2027, 0x202a...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...0x10ffff: true
        default: false
        }
    }

    private static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default:
                if isPrintable(scalar) {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            }
        }
        return result + "\""
    }
}

extension String {
    fileprivate func replacingSingleQuotes() -> String {
        var result = ""
        for scalar in unicodeScalars {
            if scalar == "'" { result += "'" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }
}

extension DurationText.Outcome {
    fileprivate var isValue: Bool {
        if case .value = self { true } else { false }
    }
}
