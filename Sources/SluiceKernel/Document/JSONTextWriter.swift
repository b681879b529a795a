/// Writes a tree as JSON: without any space, or indented by two for people.
struct JSONTextWriter {
    private(set) var bytes: [UInt8] = []
    private let isPretty: Bool
    private var indent = 0

    init(isPretty: Bool = false) { self.isPretty = isPretty }

    mutating func write(_ node: DocumentNode) {
        switch node.content {
        case .scalar(let scalar): write(scalar)
        case .sequence(let items):
            block("[", "]", items) { writer, item in writer.write(item) }
        case .mapping(let entries):
            block("{", "}", entries) { writer, entry in
                writer.string(entry.key)
                writer.bytes.append(contentsOf: (writer.isPretty ? ": " : ":").utf8)
                writer.write(entry.value)
            }
        }
    }

    /// Plain numbers, truth values and nothing stay what they are; what JSON cannot say becomes a string.
    private mutating func write(_ scalar: DocumentScalar) {
        switch scalar.value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): bytes.append(contentsOf: "\(value)".utf8)
        case .float(let value) where value.isFinite: bytes.append(contentsOf: "\(value)".utf8)
        case .float, .string: string(scalar.text)
        }
    }

    private mutating func block<Item>(
        _ open: String, _ close: String, _ items: [Item], _ body: (inout JSONTextWriter, Item) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        indent += 1
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine()
            body(&self, item)
        }
        indent -= 1
        if !items.isEmpty { newLine() }
        bytes.append(contentsOf: close.utf8)
    }

    private mutating func newLine() {
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
    }

    /// Escapes what RFC 8259 demands, and what YAML would refuse or fold: what we write is both.
    private mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\u{0}"..<" ", "\u{7f}"..."\u{9f}", "\u{2028}"..."\u{2029}", "\u{feff}", "\u{fffe}"..."\u{ffff}":
                let digits = String(scalar.value, radix: 16)
                bytes.append(contentsOf: "\\u".utf8)
                bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar)!)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
