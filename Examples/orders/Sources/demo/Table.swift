/// Counts beside what they must be.
struct Table {
    private var lines: [String] = []
    private(set) var isRight = true

    mutating func title(_ text: String) { lines.append(text) }

    mutating func row(_ name: String, _ counted: Int, expected: Int) {
        if counted != expected { isRight = false }
        lines.append(
            "  " + name.padded(48) + counted.grouped.leading(14) + expected.grouped.leading(14)
                + (counted == expected ? "   ok" : "   WRONG"))
    }

    /// A count for information.
    mutating func row(_ name: String, _ counted: Int) {
        lines.append("  " + name.padded(48) + counted.grouped.leading(14))
    }

    /// A count that must not be too small.
    mutating func row(_ name: String, _ counted: Int, least: Int) {
        if counted < least { isRight = false }
        lines.append(
            "  " + name.padded(48) + counted.grouped.leading(14) + "≥ \(least.grouped)".leading(14)
                + (counted >= least ? "   ok" : "   WRONG"))
    }

    var text: String { lines.joined(separator: "\n") }
}
