/// Rows of CSV (RFC 4180), for spreadsheets and scripts.
enum CSVText {
    static func row(_ fields: [String]) -> String { fields.map { field($0) }.joined(separator: ",") }

    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { byte in
            byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0a || byte == 0x0d
        }
        guard needsQuotes else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
