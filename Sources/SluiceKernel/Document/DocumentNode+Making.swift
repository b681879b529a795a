/// Trees that were made, not read: their places mean nothing.
extension DocumentNode {
    private static let nowhere = FilePlace(line: 0)

    static func text(_ text: String) -> DocumentNode {
        DocumentNode(.scalar(DocumentScalar(text, style: .quoted)), at: nowhere)
    }

    static func number(_ value: some BinaryInteger) -> DocumentNode {
        DocumentNode(.scalar(DocumentScalar("\(value)")), at: nowhere)
    }

    /// A number given in thousandths, without needless zeros: 1500 is `1.5`.
    static func thousandths(_ value: UInt32) -> DocumentNode {
        var text = "\(value / 1_000)"
        let rest = value % 1_000
        if rest > 0 {
            var digits = "\(1_000 + rest)".dropFirst()
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return DocumentNode(.scalar(DocumentScalar(text)), at: nowhere)
    }

    static func flag(_ value: Bool) -> DocumentNode {
        DocumentNode(.scalar(DocumentScalar(value ? "true" : "false")), at: nowhere)
    }

    static func list(_ items: [DocumentNode]) -> DocumentNode { DocumentNode(.sequence(items), at: nowhere) }

    /// One item alone, several as a list.
    static func oneOrList(_ items: [DocumentNode]) -> DocumentNode { items.count == 1 ? items[0] : list(items) }

    static func fields(_ fields: [(String, DocumentNode)]) -> DocumentNode {
        DocumentNode(.mapping(fields.map { DocumentEntry(key: $0.0, keyPlace: nowhere, value: $0.1) }), at: nowhere)
    }
}
