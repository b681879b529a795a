/// Where something was written, for an error to point at: a document, or the Swift file of a builder call.
package struct SourcePlace: Hashable, Sendable {
    /// As the user named it; none for text that is no file, such as a definition out of the log.
    package var file: String?
    /// From 1.
    package var line: Int
    /// From 1, in Unicode code points. 0: unknown.
    package var column: Int

    package init(file: String? = nil, line: Int, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourcePlace: CustomStringConvertible {
    /// `checkout.yaml:12:7`, the form that editors and terminals jump to.
    package var description: String {
        let position = column > 0 ? "\(line):\(column)" : "\(line)"
        guard let file else { return position }
        return "\(file):\(position)"
    }
}

extension SourcePlace: Comparable {
    package static func < (a: SourcePlace, b: SourcePlace) -> Bool {
        if a.file != b.file { return (a.file ?? "") < (b.file ?? "") }
        return (a.line, a.column) < (b.line, b.column)
    }
}
